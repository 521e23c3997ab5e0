import { FinanceError, refuse } from "#lib/finance/errors.ts";
import { certify } from "#lib/finance/solver/certificate.ts";
import { solveWithInteriorPoint } from "#lib/finance/solver/interior-point.ts";
import { dot, gradient } from "#lib/finance/solver/program.ts";

import { checkCounts, provenEmpty } from "./count-limits.ts";
import { proveStarting, solveAndProve, type Proven } from "./optimize.ts";
import { prepare, type Prepared } from "./prepare.ts";
import type { OptimizeProblem } from "./problem.ts";
import { shapeOf, type Shape } from "./programs.ts";

/** At most `max` of these assets may be held (weight not 0). */
export type CountLimit = { meaning: string; assetIds: readonly string[]; max: number };

export type CountedResult = {
  weights: number[];
  expectedReturn: number;
  volatility: number;
  /** Distance of the objective from its proven bound, and how many relaxations proved it. */
  certificate: { gap: number; relaxations: number };
};

type Relaxation = Proven & { ownGap: number };

type Node = {
  candidate: Relaxation;
  value: number;
  /** What no portfolio below this node can be under: its value less the gap of its own proof. */
  bound: number;
  zero: ReadonlySet<number>;
  kept: ReadonlySet<number>;
};

const TINY = 1e-8;

/**
 * Few holdings, or none below a least size: best-first branch and bound over which assets are held, each relaxation a
 * convex program with its own proof. `minPosition` asks wᵢ = 0 or wᵢ ≥ minPosition (long only). For objectives
 * without a volatility or Sharpe target. A branch is left only when it is proven empty, or proven no better than what
 * was found; the gap is the distance to the lowest of those bounds. Throws `invalid_input`, or `unsolved` after
 * `maxRelaxations` (20,000) or when a branch can be neither solved nor proven empty.
 */
export function optimizeWithCounts(
  problem: OptimizeProblem,
  limits: { counts?: readonly CountLimit[]; minPosition?: number; maxRelaxations?: number },
): CountedResult {
  const { minPosition = 0, maxRelaxations = 20_000 } = limits;
  const prepared = prepare(problem);
  checkCounts(problem.assets, { counts: limits.counts ?? [], minPosition, maxRelaxations });
  const shape = shapeOf(prepared);
  if (shape.tilt.kind !== "given" || problem.objective.kind === "max_return")
    refuse("Few holdings work with lowest volatility, target return and utility only.");
  if (minPosition > 0 && prepared.lower.some((bound) => bound < 0))
    refuse("A least position needs long-only limits.");
  const groups = groupsOf(problem, limits.counts ?? []);
  const rules = { groups, minPosition, n: prepared.n };
  let relaxations = 0;
  let best: Node | null = null;
  let bound = Infinity;
  const open: Node[] = [];
  const visit = (
    zero: ReadonlySet<number>,
    kept: ReadonlySet<number>,
    near: Proven | null,
  ): void => {
    relaxations++;
    const candidate = relaxed(shape, zero, kept, minPosition, near);
    if (!candidate) return;
    const value = objectiveOf(shape, candidate.x);
    const node = { candidate, value, bound: value - candidate.ownGap, zero, kept };
    const leaf = branchAt(rules, node) === null;
    const better = !best || node.value < best.value - 1e-10 * Math.abs(best.value);
    if (leaf || !better) bound = Math.min(bound, node.bound);
    if (!better) return;
    if (leaf) best = node;
    else insert(open, node);
  };
  visit(new Set(), new Set(), null);
  for (let node = open.pop(); node; node = open.pop()) {
    const found = best as Node | null;
    if (found && node.value >= found.value - 1e-10 * Math.abs(found.value)) {
      for (const left of [node, ...open]) bound = Math.min(bound, left.bound);
      break;
    }
    if (relaxations > maxRelaxations)
      throw new FinanceError(
        "unsolved",
        "Too many combinations of holdings to prove the best one.",
      );
    const at = branchAt(rules, node)!;
    visit(new Set([...node.zero, at]), node.kept, node.candidate);
    const kept = new Set([...node.kept, at]);
    visit(withFullGroups(groups, node.zero, kept), kept, node.candidate);
  }
  const found = best as Node | null;
  if (!found)
    throw new FinanceError("invalid_input", "No portfolio with so few holdings meets the limits.");
  return toResult(prepared, found, { gap: Math.max(0, found.value - bound), relaxations });
}

function groupsOf({ assets }: OptimizeProblem, counts: readonly CountLimit[]): Rules["groups"] {
  return counts.map(({ assetIds, max }) => ({
    members: [...new Set(assetIds)].map((id) => assets.findIndex((asset) => asset.id === id)),
    max,
  }));
}

function toResult(
  { n, mu, sigma }: Prepared,
  { candidate }: Node,
  certificate: CountedResult["certificate"],
): CountedResult {
  const weights = Array.from(candidate.x.subarray(0, n), (w) => (Math.abs(w) < TINY ? 0 : w));
  const variance = Math.max(0, dot(gradient(sigma, weights), weights));
  return {
    weights,
    expectedReturn: dot(mu, weights),
    volatility: Math.sqrt(variance),
    certificate,
  };
}

function insert(open: Node[], node: Node): void {
  const place = open.findLastIndex((other) => other.value >= node.value);
  open.splice(place + 1, 0, node);
}

function objectiveOf({ base }: Shape, x: Float64Array): number {
  return 0.5 * dot(gradient(base.quadratic, x), x) + dot(base.linear, x);
}

function relaxed(
  shape: Shape,
  zero: ReadonlySet<number>,
  kept: ReadonlySet<number>,
  minPosition: number,
  near: Proven | null,
): Relaxation | null {
  const lower = shape.base.lower.slice();
  const upper = shape.base.upper.slice();
  for (const i of zero) {
    if (lower[i]! > 0) return null;
    lower[i] = 0;
    upper[i] = 0;
  }
  if (minPosition > 0) for (const i of kept) lower[i] = Math.max(lower[i]!, minPosition);
  if (lower.some((bound, i) => bound > upper[i]!)) return null;
  const base = { ...shape.base, lower, upper };
  const narrowed = { ...shape, base };
  const start = near && {
    ...near,
    x: near.x.map((w, i) => Math.min(Math.max(w, lower[i]!), upper[i]!)),
  };
  const found =
    (start && proveStarting(narrowed, start)) ??
    solveAndProve(narrowed, { name: "interior-point", solve: solveWithInteriorPoint });
  if (found) return { ...found, ownGap: gapOf(base, found) };
  if (provenEmpty(base)) return null;
  throw new FinanceError("unsolved", "No portfolio with so few holdings could be proven best.");
}

/** How far the objective of a relaxation may lie above its optimum, in units of the objective itself. */
function gapOf(base: Shape["base"], { x, rowDuals }: Proven): number {
  return certify(base, x, gradient(base.quadratic, x, base.linear), rowDuals).gap;
}

type Rules = { groups: { members: number[]; max: number }[]; minPosition: number; n: number };

/**
 * The undecided asset to branch on: the largest of a group that holds too many, or one below the least position; null
 * for none.
 */
function branchAt({ groups, minPosition, n }: Rules, { candidate, kept }: Node): number | null {
  const size = (i: number) => Math.abs(candidate.x[i]!);
  const undecided = (i: number) => size(i) > TINY && !kept.has(i);
  const crowded = groups.filter(
    ({ members, max }) => members.filter((i) => size(i) > TINY).length > max,
  );
  const choices = crowded.flatMap(({ members }) => members.filter(undecided));
  if (minPosition > 0)
    for (let i = 0; i < n; i++) if (undecided(i) && size(i) < minPosition - 1e-9) choices.push(i);
  return choices.length === 0 ? null : choices.reduce((a, b) => (size(b) > size(a) ? b : a));
}

/** Once a group keeps as many as it may, its others are zero. */
function withFullGroups(
  groups: Rules["groups"],
  zero: ReadonlySet<number>,
  kept: ReadonlySet<number>,
): Set<number> {
  const out = new Set(zero);
  for (const { members, max } of groups)
    if (members.filter((i) => kept.has(i)).length >= max)
      for (const i of members) if (!kept.has(i)) out.add(i);
  return out;
}
