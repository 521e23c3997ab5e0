import type { ASTNode } from "@marcbachmann/cel-js";

import { roots } from "./environment.ts";
import { type Path, pathOf } from "./references.ts";

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
    return rewriting.mode === "evaluate" ? present(args[0]) : `dyn(${write(args[0])}) != null`;
  }
  if (name === "coalesce") return coalesce(args, rewriting);
  return `${name}(${args.map(write).join(", ")})`;
}

/** The first of several values that is there and not null. */
function coalesce(args: readonly ASTNode[], rewriting: Rewriting): string {
  const [first, ...rest] = args;
  if (!first) return "null";
  const value = rewrite(first, rewriting);
  if (rest.length === 0) return `dyn(${value})`;
  const otherwise = coalesce(rest, rewriting);
  const path = pathOf(first);
  if (rewriting.mode !== "evaluate" || !path || path.length < 2)
    return `orElse(${value}, ${otherwise})`;
  return `(${present(first)} ? orElse(${value}, ${otherwise}) : dyn(${otherwise}))`;
}

/** Whether every name of a path is there: `has` of CEL fails when an earlier one is missing. */
function present(node: ASTNode): string {
  const [root = "", ...names] = pathOf(node) ?? [];
  let owner = root;
  const conditions = names.map((name) => {
    const condition = `holds(${owner}, ${quote(name)})`;
    owner += `[${quote(name)}]`;
    return condition;
  });
  return `(${conditions.join(" && ")})`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
