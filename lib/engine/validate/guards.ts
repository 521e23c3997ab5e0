import type { ASTNode } from "@marcbachmann/cel-js";

import { childrenOf, pathOf } from "#lib/engine/expression/references.ts";
import { rewrite } from "#lib/engine/expression/rewrite.ts";
import type { Guard } from "#lib/engine/proof/model.ts";

/** The opposite of each comparison, so that `level > 2` and `level <= 2` are known to exclude each other. */
const opposites: Readonly<Record<string, string>> = { ">": "<=", "<": ">=", "!=": "==" };
const comparisons: ReadonlySet<string> = new Set([...Object.keys(opposites), "<=", ">=", "=="]);

/**
 * What proofs can see of a condition: its logic, and `has(steps.…)` where `completes` says that it asks only whether
 * the step completed. Everything else is a variable, the same one wherever the same text is written.
 */
export function guardOf(
  node: ASTNode,
  completes: (path: readonly string[]) => number | null,
): Guard {
  const see = (child: ASTNode): Guard => guardOf(child, completes);
  if (node.op === "!_") return { kind: "not", of: see(node.args) };
  if (node.op === "&&") return { kind: "and", of: [see(node.args[0]), see(node.args[1])] };
  if (node.op === "||") return { kind: "or", of: [see(node.args[0]), see(node.args[1])] };
  if (node.op === "value" && typeof node.args === "boolean") {
    const atom: Guard = { kind: "holds", key: "true" };
    const either: Guard = { kind: "or", of: [atom, { kind: "not", of: atom }] };
    return node.args ? either : { kind: "not", of: either };
  }
  if (node.op === "call" && node.args[0] === "has") {
    const path = node.args[1][0] ? pathOf(node.args[1][0]) : null;
    const step = path ? completes(path) : null;
    if (step !== null) return { kind: "completed", step };
  }
  if (!comparisons.has(node.op)) return { kind: "holds", key: rewrite(node, { mode: "evaluate" }) };
  const [left, right] = childrenOf(node).map((child) => rewrite(child, { mode: "evaluate" }));
  const opposite = opposites[node.op];
  const atom: Guard = { kind: "holds", key: `${left} ${opposite ?? node.op} ${right}` };
  return opposite === undefined ? atom : { kind: "not", of: atom };
}
