import { refuse } from "#lib/finance/errors.ts";
import {
  flatten,
  isPositiveSemidefinite,
  requireSymmetric,
} from "#lib/finance/linear/linear-algebra.ts";
import type { SparseRow } from "#lib/finance/solver/program.ts";

import type { OptimizeProblem } from "./problem.ts";

/** A checked problem as arrays. `rows[0]` is the budget; `limits[j]` names `rows[j]`. */
export type Prepared = {
  problem: OptimizeProblem;
  n: number;
  mu: Float64Array;
  /** Covariance Σ, n×n. */
  sigma: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  rows: SparseRow[];
  limits: { id: string; meaning: string }[];
  riskFree: number;
};

/**
 * Checks a problem and lays it out as arrays. Throws `invalid_input` with a sentence for missing or non-finite figures,
 * wrong sizes, crossed limits, unknown assets and a covariance that is not positive semidefinite.
 */
export function prepare(problem: OptimizeProblem): Prepared {
  const n = problem.assets.length;
  if (n === 0) refuse("Choose at least one asset.");
  const ids = new Map(problem.assets.map(({ id }, i) => [id, i]));
  if (ids.size !== n) refuse("An asset is listed twice.");
  checkFigures(problem, n);
  const { lower, upper } = readBounds(problem, n);
  const budget = problem.budget ?? 1;
  if (!Number.isFinite(budget)) refuse("The budget must be a number.");
  const all = { index: Array.from({ length: n }, (_, i) => i), value: Array<number>(n).fill(1) };
  const rows: SparseRow[] = [{ ...all, min: budget, max: budget }];
  const limits = [{ id: "budget", meaning: `the weights add up to ${percent(budget)}` }];
  for (const row of problem.rows ?? []) {
    rows.push(readRow(row, ids));
    limits.push({ id: row.id, meaning: row.meaning });
  }
  return {
    problem,
    n,
    mu: Float64Array.from(problem.expectedReturns),
    sigma: flatten(problem.covariance),
    lower,
    upper,
    rows,
    limits,
    riskFree: problem.riskFreeRate ?? 0,
  };
}

function checkFigures(problem: OptimizeProblem, n: number): void {
  const { expectedReturns, covariance, objective } = problem;
  if (expectedReturns.length !== n)
    refuse(`There are ${n} assets but ${expectedReturns.length} expected returns.`);
  const unknown = expectedReturns.findIndex((value) => !Number.isFinite(value));
  if (unknown >= 0)
    refuse(`The expected return of ${problem.assets[unknown]!.label} is not a number.`);
  requireSymmetric(covariance, n, "covariance matrix");
  if (!isPositiveSemidefinite(flatten(covariance), n, 1e-8))
    refuse("The covariance matrix is not positive semidefinite. Repair it first.");
  if (!Number.isFinite(problem.riskFreeRate ?? 0)) refuse("The risk-free rate must be a number.");
  checkObjective(objective);
  checkExtras(problem, n);
}

function checkObjective(objective: OptimizeProblem["objective"]): void {
  if (objective.kind === "max_return_at_volatility" && !(objective.targetVolatility > 0))
    refuse("The target volatility must be above zero.");
  if (objective.kind === "target_return" && !Number.isFinite(objective.targetReturn))
    refuse("The target return must be a number.");
  if (objective.kind === "max_utility" && !(objective.riskAversion > 0))
    refuse("The risk aversion must be above zero.");
  if (objective.kind === "max_utility" && objective.riskAversion === Infinity)
    refuse("The risk aversion must be a number.");
  if (objective.kind === "max_return_at_volatility" && objective.targetVolatility === Infinity)
    refuse("The target volatility must be a number.");
}

function isAmount(value: number): boolean {
  return value >= 0 && value < Infinity;
}

function checkExtras(problem: OptimizeProblem, n: number): void {
  const { l2 = 0, tradingCost = 0, maxTurnover = Infinity, current, objective } = problem;
  if (!isAmount(l2)) refuse("The spreading penalty (L2) must be zero or more.");
  if (!isAmount(tradingCost)) refuse("The trading cost must be zero or more.");
  if (!(maxTurnover >= 0)) refuse("The turnover limit must be zero or more.");
  const simple = objective.kind === "max_sharpe" || objective.kind === "max_return_at_volatility";
  if (simple && tradingCost > 0)
    refuse(
      "A trading cost works with lowest volatility, target return, utility and most return only.",
    );
  if (maxTurnover === Infinity && tradingCost === 0) return;
  if (current?.length !== n || !current.every(Number.isFinite))
    refuse("A turnover limit or trading cost needs the current weight of every asset.");
}

function readBounds(problem: OptimizeProblem, n: number) {
  if (problem.bounds.length !== n)
    refuse(`There are ${n} assets but ${problem.bounds.length} bounds.`);
  problem.bounds.forEach(({ min, max }, i) => {
    const { label } = problem.assets[i]!;
    if (Number.isNaN(min) || Number.isNaN(max) || min === Infinity || max === -Infinity)
      refuse(`The limits of ${label} are not numbers.`);
    if (min > max) refuse(`The minimum of ${label} is above its maximum.`);
  });
  return {
    lower: Float64Array.from(problem.bounds, (bound) => bound.min),
    upper: Float64Array.from(problem.bounds, (bound) => bound.max),
  };
}

function readRow(
  row: NonNullable<OptimizeProblem["rows"]>[number],
  ids: Map<string, number>,
): SparseRow {
  const { min = -Infinity, max = Infinity } = row;
  if (Number.isNaN(min) || Number.isNaN(max) || min === Infinity || max === -Infinity)
    refuse(`The limit “${row.meaning}” holds something that is not a number.`);
  if (min > max) refuse(`The limit “${row.meaning}” has its minimum above its maximum.`);
  const named = Object.entries(row.coef);
  for (const [id, value] of named) {
    if (!ids.has(id)) refuse(`The limit “${row.meaning}” names an unknown asset “${id}”.`);
    if (!Number.isFinite(value))
      refuse(`The limit “${row.meaning}” holds something that is not a number.`);
  }
  const entries = named.filter(([, value]) => value !== 0);
  return {
    index: entries.map(([id]) => ids.get(id)!),
    value: entries.map(([, value]) => value),
    min,
    max,
  };
}

/**
 * 0.1234 → "12.34%", without trailing zeros; with as many figures as asked where two decimals would leave nothing.
 */
export function percent(value: number, figures = 0): string {
  const rounded = Number((value * 100).toFixed(2));
  return `${rounded === 0 && figures > 0 ? Number((value * 100).toPrecision(figures)) : rounded}%`;
}
