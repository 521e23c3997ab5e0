import type { Highs } from "highs";

import { solveLinear } from "#lib/finance/solver/highs.ts";
import type { SparseRow } from "#lib/finance/solver/program.ts";

import { asGiven, farEnough, loosenedRow, originOf } from "./limit-words.ts";
import type { Prepared } from "./prepare.ts";
import type { LimitInWords, OptimizeFailure, Suggestion } from "./problem.ts";
import type { Shape } from "./programs.ts";

/**
 * One side of one limit: sign·(aᵀx) ≤ sign·bound. `limit` is null for what stays: the budget, no short sales,
 * bookkeeping.
 */
type Side = {
  index: number[];
  value: number[];
  sign: 1 | -1;
  bound: number;
  limit: { id: string; sentence: string; loosen: (to: number) => string } | null;
};

/**
 * The smallest set of contradicting limits when the linear limits alone leave no portfolio; null when they do not.
 * 1. Give every side a slack and minimise the slacks (an elastic linear program): a positive total proves the
 *    contradiction and its multipliers name an infeasible subset.
 * 2. Leave each out in turn (deletion filter): what must stay is irreducible.
 * 3. For each of those, the least it must move, alone, for all the others to be met.
 */
export function linearConflict(
  highs: Highs,
  prepared: Prepared,
  shape: Shape,
): Extract<OptimizeFailure, { code: "infeasible" }> | null {
  const sides = sidesOf(prepared, shape);
  const { size } = shape.base;
  const elastic = leastSlack(highs, size, sides, (side) => side.limit !== null);
  if (!elastic) return withoutNames();
  if (elastic.total <= 1e-9) return null;
  let core = sides.filter((side, k) => side.limit === null || elastic.pressed[k]);
  for (const side of core.filter((candidate) => candidate.limit !== null)) {
    const rest = core.filter((other) => other !== side);
    if (!feasible(highs, size, rest)) core = rest;
  }
  const conflicting: LimitInWords[] = [];
  const suggestions: Suggestion[] = [];
  for (const side of core) {
    if (!side.limit) continue;
    const { id, sentence, loosen } = side.limit;
    conflicting.push({ id, sentence });
    const alone = leastSlack(highs, size, sides, (other) => other === side);
    if (!alone) continue;
    const to = side.bound + side.sign * alone.total;
    suggestions.push({ limitId: id, sentence: loosen(to), from: side.bound, to });
  }
  return {
    code: "infeasible",
    message: `These limits cannot all hold: ${conflicting.map((c) => c.sentence.replace(/\.$/, "")).join("; ")}.`,
    conflicting,
    suggestions,
  };
}

/** The budget and the ban on short sales contradict each other by themselves (a negative budget, say). */
function withoutNames(): Extract<OptimizeFailure, { code: "infeasible" }> {
  return {
    code: "infeasible",
    message: "No weights without short sales add up to the budget.",
    conflicting: [{ id: "budget", sentence: "The weights add up to the budget." }],
    suggestions: [],
  };
}

function sidesOf({ problem, n, lower, upper }: Prepared, { base, limits }: Shape): Side[] {
  const sides: Side[] = [];
  const add = (
    row: Pick<SparseRow, "index" | "value">,
    sign: 1 | -1,
    bound: number,
    limit: Side["limit"],
  ) => {
    if (Number.isFinite(bound))
      sides.push({ index: row.index, value: row.value, sign, bound, limit });
  };
  for (let i = 0; i < base.size; i++) {
    const self = { index: [i], value: [1] };
    add(self, 1, base.upper[i]!, i < n ? boundLimit(problem, i, "max", upper[i]!) : null);
    const floor = i < n && lower[i] !== 0;
    add(self, -1, base.lower[i]!, floor ? boundLimit(problem, i, "min", lower[i]!) : null);
  }
  base.rows.forEach((row, j) => {
    const { id, meaning } = limits[j]!;
    const named = id !== "" && id !== "budget";
    add(row, 1, row.max, named ? rowLimit(problem, { id, meaning }, "max", row.max) : null);
    add(row, -1, row.min, named ? rowLimit(problem, { id, meaning }, "min", row.min) : null);
  });
  return sides;
}

function boundLimit(problem: Prepared["problem"], i: number, side: "min" | "max", bound: number) {
  const asset = problem.assets[i]!;
  const origin = originOf(problem, `${side}:${asset.id}`);
  const word = side === "max" ? "maximum" : "minimum";
  const verb = side === "max" ? "Raise" : "Lower";
  return {
    id: `${side}:${asset.id}`,
    sentence: `${asset.label} has a ${word} of ${asGiven(bound)}${origin}.`,
    loosen: (to: number) =>
      `${verb} the ${word} of ${asset.label}${origin && `${origin},`} from ${asGiven(bound)} to ${asGiven(farEnough(to, bound))}.`,
  };
}

function rowLimit(
  problem: Prepared["problem"],
  { id, meaning }: { id: string; meaning: string },
  side: "min" | "max",
  from: number,
) {
  const origin = originOf(problem, id);
  const row = problem.rows?.find((one) => one.id === id) ?? { coef: {}, meaning };
  return {
    id,
    sentence: `${meaning}${origin}.`,
    loosen: (to: number) =>
      id === "turnover"
        ? `Raise the turnover limit from ${asGiven(from)} to ${asGiven(farEnough(to, from))}.`
        : loosenedRow(row, origin, { from, to, side }),
  };
}

/** min Σ slack with slack allowed on the chosen sides; null when even that is impossible. */
function leastSlack(
  highs: Highs,
  size: number,
  sides: Side[],
  mayLoosen: (side: Side) => boolean,
): { total: number; pressed: boolean[] } | null {
  let columns = size;
  const rows = sides.map((side) => {
    const { index, value, sign, bound } = side;
    const row = {
      index: [...index],
      value: value.map((v) => sign * v),
      min: -Infinity,
      max: sign * bound,
    };
    if (mayLoosen(side)) {
      row.index.push(columns++);
      row.value.push(-1);
    }
    return row;
  });
  const lower = new Float64Array(columns).fill(-Infinity, 0, size);
  const answer = solveLinear(highs, {
    cost: new Float64Array(columns).fill(1, size),
    lower,
    upper: new Float64Array(columns).fill(Infinity),
    rows,
  });
  if (answer.status !== "optimal") return null;
  return {
    total: answer.objective,
    pressed: sides.map((_, k) => Math.abs(answer.rowDuals[k]!) > 1e-9),
  };
}

function feasible(highs: Highs, size: number, sides: Side[]): boolean {
  return leastSlack(highs, size, sides, () => false) !== null;
}
