import type { ASTNode } from "@marcbachmann/cel-js";

import { reservedPrefix, roots } from "./environment.ts";
import { chainOf, type Link, type Path, pathOf } from "./references.ts";

/**
 * For whom an expression is rewritten. `evaluate`: over plain JSON. `check`: over typed variables, which `nameOf` gives
 * for the paths that have one. `checkLoosely`: like `check`, for a choice between values of two types.
 */
export type Rewriting =
  | { readonly mode: "evaluate" }
  | { readonly mode: "check" | "checkLoosely"; nameOf(path: Path): string | null };

/**
 * Writes an expression as the CEL text that gives it our meaning: `/` never truncates, `==` compares as JSON does,
 * `has` holds for a whole path, `coalesce` copes with absent names, and a choice may be between values of two types.
 */
export function rewrite(node: ASTNode, rewriting: Rewriting): string {
  const write = (child: ASTNode): string => rewrite(child, rewriting);
  const operand = (child: ASTNode): string =>
    tight.has(child.op) ? write(child) : `(${write(child)})`;
  if (node.op === "value") return node.input.slice(node.start, node.end);
  const name = variable(node, rewriting);
  if (name !== null) return name;
  if (node.op === "id") return node.args;
  if (node.op === "." || node.op === ".?") return `${operand(node.args[0])}.${node.args[1]}`;
  if (node.op === "call") return call(node.args[0], node.args[1], rewriting);
  if (node.op === "rcall") {
    return `${operand(node.args[1])}.${node.args[0]}(${node.args[2].map(write).join(", ")})`;
  }
  if (node.op === "list") return `[${node.args.map(write).join(", ")}]`;
  if (node.op === "map")
    return `{${node.args.map((entry) => entry.map(operand).join(": ")).join(", ")}}`;
  if (node.op === "!_" || node.op === "-_") return `${node.op[0]}${operand(node.args)}`;
  if (node.op === "?:") {
    const [condition, ...branches] = node.args;
    const free = rewriting.mode !== "check";
    const [then, otherwise] = branches.map((one) => (free ? `dyn(${write(one)})` : operand(one)));
    return `${operand(condition)} ? ${then} : ${otherwise}`;
  }
  const [left, right] = node.args;
  const isIndex = node.op === "[]" || node.op === "[?]";
  if (isIndex) return `${operand(left)}[${index(right, write)}]`;
  return binary(node.op, operand(left), operand(right), rewriting);
}

/** What may name a value. */
const named: ReadonlySet<string> = new Set(["id", ".", "[]"]);

function variable(node: ASTNode, rewriting: Rewriting): string | null {
  if (rewriting.mode === "evaluate" || !named.has(node.op)) return null;
  const path = pathOf(node);
  return path && roots.some((root) => root === path[0]) ? rewriting.nameOf(path) : null;
}

function binary(operator: string, left: string, right: string, { mode }: Rewriting): string {
  if (operator === "/") return `divide(${left}, ${right})`;
  if (operator === "in") return `dyn(${left}) in ${right}`;
  if (mode === "evaluate" && operator === "==") return `same(${left}, ${right})`;
  if (mode === "evaluate" && operator === "!=") return `!same(${left}, ${right})`;
  return `${left} ${operator} ${right}`;
}

/** What never needs brackets around it. */
const tight: ReadonlySet<string> = new Set(["id", ".", "[]", "call", "rcall"]);

/** JSON numbers are decimals, and a computed index may be one; the library wants to know that it may. */
function index(node: ASTNode, write: (node: ASTNode) => string): string {
  return node.op === "value" ? write(node) : `dyn(${write(node)})`;
}

function call(name: string, args: readonly ASTNode[], rewriting: Rewriting): string {
  const write = (child: ASTNode): string => rewrite(child, rewriting);
  if (name === "has" && args[0]) {
    return rewriting.mode === "evaluate" ? present(args[0]) : `(dyn(${write(args[0])}) != null)`;
  }
  if (name === "coalesce") return coalesce(args, rewriting);
  return `${name}(${args.map(write).join(", ")})`;
}

/** The first of several values that is there and not null. What comes after it is not looked at. */
function coalesce(
  args: readonly ASTNode[],
  rewriting: Rewriting,
  before: readonly ASTNode[] = [],
): string {
  const [first, ...rest] = args;
  if (!first) return "null";
  const value = rewrite(first, rewriting);
  if (rest.length === 0) return last(first, before, rewriting);
  const otherwise = coalesce(rest, rewriting, [...before, first]);
  if (rewriting.mode !== "evaluate") return `orElse(${value}, ${otherwise})`;
  const { base, links } = chainOf(first);
  const given = (one: string): string => `same(${one}, null) ? ${otherwise} : dyn(${one})`;
  if (links.length === 0) return `cel.bind(${ownVariable}, ${value}, ${given(ownVariable)})`;
  if (base.op === "id")
    return `(${present(first)} && !same(${value}, null) ? dyn(${value}) : ${otherwise})`;
  const start = `dyn(${rewrite(base, rewriting)})`;
  const { place, conditions } = stepsAlong(ownVariable, links);
  const there = `${conditions.join(" && ")} && !same(${place}, null)`;
  return `cel.bind(${ownVariable}, ${start}, ${there} ? dyn(${place}) : ${otherwise})`;
}

/** The last value of a `coalesce`: null where it is missing and an earlier one was null. */
function last(node: ASTNode, before: readonly ASTNode[], rewriting: Rewriting): string {
  const value = `dyn(${rewrite(node, rewriting)})`;
  const places = before.filter(isPlace);
  if (rewriting.mode !== "evaluate" || !isPlace(node) || places.length === 0) return value;
  const wasNull = places.map(present).join(" || ");
  return `((${present(node)} || !(${wasNull})) ? ${value} : dyn(null))`;
}

/** Names and places that lead on from a variable. */
function isPlace(node: ASTNode): boolean {
  const { base, links } = chainOf(node);
  return base.op === "id" && links.length > 0;
}

/** Names a value that is computed once; authors cannot choose it. */
const ownVariable = `${reservedPrefix}value`;

/** Whether every name and item of a path is there: `has` of CEL fails when an earlier one is missing. */
function present(node: ASTNode): string {
  const { base, links } = chainOf(node);
  const start = rewrite(base, { mode: "evaluate" });
  if (base.op === "id") return `(${stepsAlong(start, links).conditions.join(" && ")})`;
  const { conditions } = stepsAlong(ownVariable, links);
  return `cel.bind(${ownVariable}, dyn(${start}), ${conditions.join(" && ")})`;
}

/** Where links lead from a place, and what must be so for each of them to lead on. */
function stepsAlong(
  start: string,
  links: readonly Link[],
): { place: string; conditions: readonly string[] } {
  let place = start;
  const conditions = links.map(({ name, index: at }) => {
    const key = name === null ? `dyn(${rewrite(at!, { mode: "evaluate" })})` : quote(name);
    const condition = `holds(${place}, ${key})`;
    place += `[${key}]`;
    return condition;
  });
  return { place, conditions };
}

function quote(text: string): string {
  return JSON.stringify(text);
}
