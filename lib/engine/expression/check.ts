import type { ASTNode } from "@marcbachmann/cel-js";

import { closestName } from "#lib/engine/value/closest-name.ts";
import { isJsonObject } from "#lib/engine/value/json.ts";

import type { Expression } from "./expression.ts";
import { childrenOf, type Path, pathOf } from "./references.ts";
import { explain } from "./result.ts";
import { rewrite } from "./rewrite.ts";
import {
  anything,
  clashOf,
  kindsText,
  type Kind,
  kindsOf,
  listed,
  type Member,
  memberOf,
  type Shape,
  shapeOf,
  valuesOf,
} from "./schema-shape.ts";
import type { TypedEnvironment } from "./typed-environment.ts";

/** The types an expression is checked against. A name that is not there is reported; an unknown one is not. */
export type ExpressionTypes = {
  readonly environment: TypedEnvironment;
  input(name: string): Member;
  /** The outputs of a step; `null` when the step is not known, which is reported elsewhere. */
  output(step: string, name: string): Member | null;
  /** The result under test, in a validation rule. */
  result(name: string): Member | null;
  /** What the earlier iterations of a step gave. Null when the step is not known. */
  history(step: string): Member | null;
  /** The shape of the items that the instances of the step are created for. */
  readonly item: Shape;
};

/** What the value is for. */
export type Expected = "boolean" | "any" | Shape;

export type ExpressionProblem = {
  readonly message: string;
  /** The name that was misspelt and the one that was meant. */
  readonly meant?: { readonly written: string; readonly name: string };
};

/** Checks names, types and purpose of an expression against the contracts. Says everything that is certainly wrong. */
export function checkExpression(
  expression: Expression,
  types: ExpressionTypes,
  expected: Expected,
): readonly ExpressionProblem[] {
  const named = expression.references.paths.flatMap((path) => checkPath(path, types));
  if (named.length > 0) return named;
  if (expression.path) {
    const shape = endOf(expression.path, types);
    return shape ? checkPurpose(expression.source, shape, expected) : [];
  }
  const values = impossibleComparisons(expression.ast, types);
  return values.length > 0 ? values : checkOperators(expression, types, expected);
}

/** Whether there are such names. Whether they have a value is for `lib/engine/definedness` to say. */
function checkPath(path: Path, types: ExpressionTypes): readonly ExpressionProblem[] {
  const [member, names] = startOf(path, types);
  let at: Member | null = member;
  for (let depth = path.length - names.length; at; depth++) {
    const written = path[depth - 1] ?? "";
    if (at.kind === "unsaid") return [];
    if (at.kind === "missing")
      return [unknownName(path.slice(0, depth - 1).join("."), written, at.known)];
    const next = path[depth];
    at = next === undefined ? null : memberOf(at.shape, next);
  }
  return [];
}

function unknownName(owner: string, written: string, known: readonly string[]): ExpressionProblem {
  const message = `${owner} has no "${written}"`;
  if (sizes.has(written.toLowerCase()) && !known.includes("size")) {
    const meant = { written: `${owner}.${written}`, name: `size(${owner})` };
    return { message: `${message}. Write size(${owner}).`, meant };
  }
  const name = closestName(written, known);
  if (name !== null)
    return { message: `${message}. Did you mean "${name}"?`, meant: { written, name } };
  return {
    message:
      known.length > 0 ? `${message}; it has ${known.slice(0, 12).join(", ")}.` : `${message}.`,
  };
}

/** What the size of a list or text is called elsewhere. */
const sizes: ReadonlySet<string> = new Set(["length", "len", "count", "size"]);

/** The first value on a path that has a type, and the names that lead on from it. */
function startOf(path: Path, types: ExpressionTypes): readonly [Member | null, Path] {
  const [root, first = "", second] = path;
  if (root === "item") return [shapeIs(types.item), path.slice(1)];
  if (root === "index") return [shapeIs(kindShapes.number), path.slice(1)];
  if (root === "history") return [types.history(first), path.slice(2)];
  if (root === "inputs") return [types.input(first), path.slice(2)];
  if (root === "output") return [types.result(first), path.slice(2)];
  return second === undefined ? [null, []] : [types.output(first, second), path.slice(3)];
}

function shapeIs(shape: Shape): Member {
  return { kind: "shape", shape, optional: false };
}

function endOf(path: Path, types: ExpressionTypes): Shape | null {
  const [start, names] = startOf(path, types);
  let at = start;
  for (const name of names) at = at?.kind === "shape" ? memberOf(at.shape, name) : null;
  return at?.kind === "shape" ? at.shape : null;
}

function checkPurpose(
  source: string,
  shape: Shape,
  expected: Expected,
): readonly ExpressionProblem[] {
  if (expected === "any") return [];
  if (expected !== "boolean") {
    const clash = clashOf(shape, expected);
    return clash === null ? [] : [{ message: `${source} does not fit here: ${clash}.` }];
  }
  const kinds = kindsOf(shape);
  if (!kinds || kinds.has("boolean")) return [];
  return [{ message: `This condition must be yes or no, but ${source} is ${kindsText(kinds)}.` }];
}

/** What the items of a list are like that an expression gives. */
export function elementOf(expression: Expression, types: ExpressionTypes): Shape {
  const shape = expression.path ? endOf(expression.path, types) : null;
  if (shape) {
    const { items } = shape.schema;
    return isJsonObject(items) ? shapeOf(items, shape.document) : anything;
  }
  const typed = typeOf(expression, types);
  const [, inside = ""] = ("type" in typed && /^list<(.*)>$/u.exec(typed.type)) || [];
  const kind = kindOfType(inside);
  return kind === null ? anything : kindShapes[kind];
}

function typeOf({ ast }: Expression, types: ExpressionTypes) {
  const nameOf = (path: Path): string | null => variableFor(path, types);
  const strict = types.environment.check(rewrite(ast, { mode: "check", nameOf }));
  return "error" in strict && /ternary/iu.test(String(strict.error))
    ? types.environment.check(rewrite(ast, { mode: "checkLoosely", nameOf }))
    : strict;
}

function checkOperators(
  expression: Expression,
  types: ExpressionTypes,
  expected: Expected,
): readonly ExpressionProblem[] {
  const { source } = expression;
  const result = typeOf(expression, types);
  if ("error" in result) {
    const reason = explain(result.error);
    return [{ message: `In ${source}: ${reason.endsWith(".") ? reason : `${reason}.`}` }];
  }
  const kind = kindOfType(result.type);
  if (kind === null || expected === "any") return [];
  return checkPurpose(source, kindShapes[kind], expected);
}

/** The typed variable that stands for a path, where the path ends at a value with a type of its own. */
function variableFor(path: Path, types: ExpressionTypes): string | null {
  const [start, names] = startOf(path, types);
  if (names.length > 0) return null;
  if (path[0] === "steps" && path.length === 2) return types.environment.variableOf(anything);
  return types.environment.variableOf(start?.kind === "shape" ? start.shape : anything);
}

/** One object for each kind: what is known of a shape is remembered by it. */
const kindShapes: Record<Kind, Shape> = {
  null: shapeOf({ type: "null" }),
  boolean: shapeOf({ type: "boolean" }),
  number: shapeOf({ type: "number" }),
  string: shapeOf({ type: "string" }),
  array: shapeOf({ type: "array" }),
  object: shapeOf({ type: "object" }),
};

/** What an expression must give that is walked item by item. */
export const listShape: Shape = kindShapes.array;

function kindOfType(type: string): Kind | null {
  if (type === "bool") return "boolean";
  if (type === "int" || type === "double") return "number";
  if (type === "string") return "string";
  if (type.startsWith("list")) return "array";
  return type.startsWith("map") || type.startsWith("Object") ? "object" : null;
}

/** `steps.risk.assessment.band == "hihg"`: a value the data type never has makes a condition that never holds. */
function impossibleComparisons(
  node: ASTNode,
  types: ExpressionTypes,
): readonly ExpressionProblem[] {
  const below = childrenOf(node).flatMap((child) => impossibleComparisons(child, types));
  if (node.op !== "==" && node.op !== "!=" && node.op !== "in") return below;
  const [left, right] = node.args;
  const written = [...literalsIn(left), ...literalsIn(right)];
  const path = pathOf(left) ?? pathOf(right);
  const shape = path && path.length > 1 ? endOf(path, types) : null;
  const values = shape ? valuesOf(shape) : null;
  if (!path || !values) return below;
  const wrong = written.filter((text) => !values.includes(text));
  return below.concat(
    wrong.map((text) => ({
      message: `${path.join(".")} is never ${JSON.stringify(text)}; it is one of ${listed(values)}.`,
    })),
  );
}

function literalsIn(node: ASTNode): readonly string[] {
  if (node.op === "list") return node.args.flatMap(literalsIn);
  return node.op === "value" && typeof node.args === "string" ? [node.args] : [];
}
