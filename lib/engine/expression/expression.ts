import { type ASTNode, ParseError } from "@marcbachmann/cel-js";

import type { Json, JsonObject } from "#lib/engine/value/json.ts";

import { estimateCost, longestIn, maxCost, maxNesting, needsBudget, nestingOf } from "./cost.ts";
import { authorEnvironment, dynamicEnvironment } from "./environment.ts";
import { hasRemark, hintOf } from "./other-languages.ts";
import { pathOf, readReferences, type References, SyntaxProblem } from "./references.ts";
import { explain, toJson } from "./result.ts";
import { rewrite } from "./rewrite.ts";

/** What an expression may read: `steps.<id>` is that step's latest output, absent when it has none. */
export type Scope = {
  readonly inputs: JsonObject;
  readonly steps: Readonly<Record<string, JsonObject | undefined>>;
  /** By step id: what its earlier iterations gave, the first one first. */
  readonly history?: Readonly<Record<string, readonly JsonObject[]>>;
  /** The result under test; only validation rules have it. */
  readonly output?: JsonObject;
  /** The item of an instance, and its number from 0. */
  readonly item?: Json;
  readonly index?: number;
};

export type Expression = {
  readonly source: string;
  readonly references: References;
  /** Where the expression is nothing but a name: `["steps", "risk", "assessment"]`. */
  readonly path: readonly string[] | null;
  /** The parsed text, for the type checker. */
  readonly ast: ASTNode;
  /** The value as JSON. Throws `ExpressionError`. */
  evaluate(scope: Scope): Json;
};

export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  /** `instead`: the same as it is written here, where it was written as in another language. */
  | { readonly ok: false; readonly message: string; readonly instead?: string };

/** An expression has no value over this data. The message is a sentence for the workflow's author. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}

const maxLength = 4_000;
const cacheSize = 5_000;
const cache = new Map<string, ParsedExpression>();

/** Reads an expression. Never throws; the same text gives the same object while it is remembered. */
export function parseExpression(source: string): ParsedExpression {
  const known = cache.get(source);
  if (known) return known;
  const parsed = hinted(read(source), source);
  if (cache.size >= cacheSize) cache.delete(cache.keys().next().value ?? "");
  cache.set(source, parsed);
  return parsed;
}

/** Parses an expression of a validated definition. */
export function mustParse(source: string): Expression {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(`Cannot read the expression "${source}": ${parsed.message}`);
  return parsed.expression;
}

function read(source: string): ParsedExpression {
  if (source.length > maxLength) {
    return refuse(`An expression may have ${maxLength} characters, this one has ${source.length}.`);
  }
  if (hasRemark(source)) return refuse("There are no remarks in an expression.");
  try {
    const { ast } = authorEnvironment.parse(source);
    const references = readReferences(ast);
    if (nestingOf(ast) > maxNesting) {
      return refuse(`Lists may be walked inside lists ${maxNesting} deep, this one goes deeper.`);
    }
    const path = pathOf(ast);
    const evaluate = path ? followed(source, path) : evaluated(source, ast, references);
    return { ok: true, expression: { source, references, path, ast, evaluate } };
  } catch (error) {
    if (error instanceof SyntaxProblem) return refuse(error.message);
    if (error instanceof ParseError) return refuse(`${error.summary}${place(error, source)}.`);
    return refuse("This cannot be read as an expression.");
  }
}

/** What cannot be read, said as what it is in another language where it shows which. */
function hinted(parsed: ParsedExpression, source: string): ParsedExpression {
  if (parsed.ok || source.length > maxLength) return parsed;
  const hint = hintOf(source);
  if (!hint) return parsed;
  const { message, instead } = hint;
  return instead !== null && read(instead).ok
    ? { ok: false, message, instead }
    : { ok: false, message };
}

function refuse(message: string): ParsedExpression {
  return { ok: false, message };
}

function place(error: ParseError, source: string): string {
  const start = error.range?.start;
  if (start === undefined || start >= source.length) return " at the end";
  return ` at "${source.slice(start, start + 20)}"`;
}

type Named = Readonly<Record<string, Json | undefined>>;

/** A plain name needs no interpreter. */
function followed(source: string, path: readonly string[]): (scope: Scope) => Json {
  const [root = "", first, ...names] = path;
  const missing = (name: string): ExpressionError =>
    new ExpressionError(`${source} has no value: "${name}" is missing.`);
  return (scope) => {
    let value: Json | undefined;
    if (root === "item" || root === "index") {
      value = scope[root];
      if (value === undefined) throw missing(root);
      if (first !== undefined) value = memberOf(value, first);
    } else value = first === undefined ? undefined : memberOf(variable(scope, root), first);
    if (value === undefined) throw missing(first ?? root);
    for (const name of names) {
      value = memberOf(value, name);
      if (value === undefined) throw missing(name);
    }
    // The list itself keeps growing with the iterations.
    return root === "history" && isList(value) ? [...value] : value;
  };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function memberOf(owner: Json | Named | undefined, name: string): Json | undefined {
  return isNamed(owner) && Object.hasOwn(owner, name) ? owner[name] : undefined;
}

function variable(scope: Scope, root: string): Named | undefined {
  if (root === "inputs") return scope.inputs;
  if (root === "history") return scope.history;
  return root === "output" ? scope.output : scope.steps;
}

function evaluated(source: string, ast: ASTNode, references: References): (scope: Scope) => Json {
  const run = dynamicEnvironment.parse(rewrite(ast, { mode: "evaluate" }));
  const budgeted = needsBudget(ast);
  return (scope) => {
    if (budgeted) refuseLongRun(source, ast, references, scope);
    try {
      return toJson(run(scope));
    } catch (error) {
      throw new ExpressionError(`${source} has no value: ${explain(error)}`);
    }
  };
}

function refuseLongRun(source: string, ast: ASTNode, references: References, scope: Scope): void {
  const lengths = [
    ...references.inputs.map((name) => longestIn(scope.inputs[name])),
    ...references.steps.map(({ step, output }) =>
      longestIn(output === null ? scope.steps[step] : scope.steps[step]?.[output]),
    ),
    ...references.output.map((name) => longestIn(scope.output?.[name])),
    longestIn(references.instance ? scope.item : undefined),
    ...references.history.map((step) => longestIn(scope.history?.[step])),
  ];
  if (estimateCost(ast, Math.max(1, ...lengths)) > maxCost) {
    throw new ExpressionError(`${source} would take too long over lists of this length.`);
  }
}

function isNamed(value: Json | Named | undefined): value is Named {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
