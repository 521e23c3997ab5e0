import type { ASTNode } from "@marcbachmann/cel-js";

import { chainOf } from "#lib/engine/expression/references.ts";
import { choicesOf, type Shape, valuesOf } from "#lib/engine/expression/schema-shape.ts";

import type { Reading, Scope } from "./scope.ts";
import { leastSize, numberIn, shapeOfNode, sizedBy } from "./shapes.ts";

/** Between what bounds a number lies, and whether it may be 0. */
export type Range = { readonly low: number; readonly high: number; readonly zero: boolean };

const unbounded: Range = { low: -Infinity, high: Infinity, zero: true };

/** What is certain of a number by the way it is calculated and by the contracts. */
export function rangeOf(node: ASTNode, scope: Scope, reading: Reading): Range {
  const see = (child: ASTNode): Range => rangeOf(child, scope, reading);
  const value = numberIn(node);
  if (value !== null) return { low: value, high: value, zero: value === 0 };
  const sized = sizedBy(node);
  if (sized) return from(leastSize(sized, scope, reading));
  if (node.op === "-_") {
    const { low, high, zero } = see(node.args);
    return { low: -high, high: -low, zero };
  }
  if (node.op === "+") return sum(see(node.args[0]), see(node.args[1]));
  if (node.op === "*") return product(see(node.args[0]), see(node.args[1]));
  if (node.op === "/") {
    const [a, b] = [see(node.args[0]), see(node.args[1])];
    return { ...unbounded, low: a.low >= 0 && b.low >= 0 ? 0 : -Infinity, zero: true };
  }
  if (node.op === "?:") return union(node.args.slice(1).map(see));
  if (node.op === "call") return ofCall(node.args[0], node.args[1], see);
  return ofPlace(node, scope, reading);
}

function ofPlace(node: ASTNode, scope: Scope, reading: Reading): Range {
  if (node.op === "id" && node.args === "index" && !scope.has("index")) return from(0);
  const isPlace = node.op === "id" || chainOf(node).links.length > 0;
  return isPlace ? ofShape(shapeOfNode(node, scope, reading)) : unbounded;
}

function from(low: number): Range {
  return { low, high: Infinity, zero: low <= 0 };
}

function ofCall(name: string, args: readonly ASTNode[], see: (node: ASTNode) => Range): Range {
  const [first, second] = args;
  if (!first) return unbounded;
  if (name === "double" || (name === "dyn" && !second)) return see(first);
  if (name === "coalesce") return union(args.map(see));
  if (name === "abs" || name === "sqrt") return { ...unbounded, low: 0, zero: see(first).zero };
  return (name === "min" || name === "max") && second
    ? outermost(name, see(first), see(second))
    : unbounded;
}

/** The smaller or the larger of two. */
function outermost(name: "min" | "max", a: Range, b: Range): Range {
  const pick = name === "max" ? Math.max : Math.min;
  const [low, high] = [pick(a.low, b.low), pick(a.high, b.high)];
  const never = name === "max" ? isAbove(a) || isAbove(b) : isBelow(a) || isBelow(b);
  return { low, high, zero: !never && (a.zero || b.zero) };
}

function isAbove({ low, zero }: Range): boolean {
  return low > 0 || (low === 0 && !zero);
}

function isBelow({ high, zero }: Range): boolean {
  return high < 0 || (high === 0 && !zero);
}

function sum(a: Range, b: Range): Range {
  const [low, high] = [a.low + b.low, a.high + b.high];
  const positive = low >= 0 && (isAbove(a) || isAbove(b)) && a.low >= 0 && b.low >= 0;
  return { low, high, zero: low <= 0 && high >= 0 && !positive };
}

function product(a: Range, b: Range): Range {
  const low = a.low >= 0 && b.low >= 0 ? 0 : -Infinity;
  // Two numbers that are close to 0 may give 0; bounds well above it do not.
  const zero = !(a.low >= 1 && b.low >= 1);
  return { low: zero ? low : 1, high: Infinity, zero };
}

function union(ranges: readonly Range[]): Range {
  return {
    low: Math.min(...ranges.map(({ low }) => low)),
    high: Math.max(...ranges.map(({ high }) => high)),
    zero: ranges.some(({ zero }) => zero),
  };
}

function ofShape(shape: Shape): Range {
  const choices = choicesOf(shape);
  if (choices) return union(choices.map(ofShape));
  const values = valuesOf(shape);
  const numbers = values?.filter((value) => typeof value === "number");
  if (numbers && numbers.length > 0)
    return union(numbers.map((value) => ({ low: value, high: value, zero: value === 0 })));
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = shape.schema;
  const low = Math.max(bound(minimum, -Infinity), bound(exclusiveMinimum, -Infinity));
  const high = Math.min(bound(maximum, Infinity), bound(exclusiveMaximum, Infinity));
  const apart = exclusiveMinimum === 0 || exclusiveMaximum === 0;
  return { low, high, zero: low <= 0 && high >= 0 && !apart };
}

function bound(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
