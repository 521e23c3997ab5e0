import type { ASTNode } from "@marcbachmann/cel-js";

import type { Json } from "#lib/engine/value/json.ts";

import { comprehensions } from "./environment.ts";
import { childrenOf } from "./references.ts";

/** Lists may be walked inside lists, but not deeper than this. */
export const maxNesting = 3;
/** About a fifth of a second. */
export const maxCost = 2_000_000;

/** How deeply an expression walks lists inside lists. */
export function nestingOf(node: ASTNode): number {
  const children = childrenOf(node);
  if (node.op !== "rcall" || !comprehensions.has(node.args[0])) {
    return Math.max(0, ...children.map(nestingOf));
  }
  const [receiver, ...inside] = children;
  return Math.max(receiver ? nestingOf(receiver) : 0, 1 + Math.max(0, ...inside.map(nestingOf)));
}

/** Whether the time an expression takes grows faster than the values it reads. */
export function needsBudget(node: ASTNode): boolean {
  return (
    (node.op === "rcall" && (comprehensions.has(node.args[0]) || node.args[0] === "split")) ||
    childrenOf(node).some(needsBudget)
  );
}

type Estimate = { readonly cost: number; readonly size: number };

/**
 * An upper estimate of the steps an evaluation takes when no list, object or text it reads is longer than `longest`.
 * The library has no limit of its own while it evaluates, so this is what keeps an expression from running away.
 */
export function estimateCost(node: ASTNode, longest: number): number {
  return estimate(node, longest).cost;
}

function estimate(node: ASTNode, longest: number): Estimate {
  if (node.op === "value") {
    return { cost: 1, size: typeof node.args === "string" ? node.args.length : 1 };
  }
  if (node.op === "id" || node.op === "." || node.op === "[]") {
    const cost = childrenOf(node).reduce((sum, child) => sum + estimate(child, longest).cost, 1);
    return { cost, size: longest };
  }
  const children = childrenOf(node).map((child) => estimate(child, longest));
  const cost = children.reduce((sum, child) => sum + child.cost, 1);
  const largest = Math.max(1, ...children.map((child) => child.size));
  const together = children.reduce((sum, child) => sum + child.size, 0);
  if (node.op === "rcall") return method(node.args[0], children, { cost, size: together });
  if (node.op === "+") return { cost: cost + together, size: together };
  if (node.op === "in") return { cost: cost + (children[1]?.size ?? 0), size: 1 };
  if (node.op === "list" || node.op === "map")
    return { cost, size: Math.max(largest, children.length) };
  return { cost, size: largest };
}

function method(name: string, children: readonly Estimate[], own: Estimate): Estimate {
  const [list = own, ...inside] = children;
  if (name === "join") return { cost: own.cost + list.size ** 2, size: list.size ** 2 };
  if (!comprehensions.has(name))
    return { cost: own.cost + list.size, size: Math.max(list.size, own.size) };
  const each = inside.reduce((sum, child) => sum + child.cost, 0);
  const size =
    name === "map" ? Math.max(list.size, ...inside.map((child) => child.size)) : list.size;
  return { cost: list.cost + list.size * each, size };
}

/** The length of the longest list, object or text inside a value. */
export function longestIn(value: Json | undefined): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 1;
  const items: readonly Json[] = Object.values(value);
  return items.reduce((longest: number, item) => Math.max(longest, longestIn(item)), items.length);
}
