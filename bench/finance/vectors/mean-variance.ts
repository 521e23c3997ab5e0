import { flatten } from "#lib/finance/linear/linear-algebra.ts";
import { optimize } from "#lib/finance/optimize/optimize.ts";
import type {
  LimitRow,
  Objective,
  OptimizeProblem,
  OptimizeResult,
} from "#lib/finance/optimize/problem.ts";
import { quadraticForm } from "#lib/finance/solver/program.ts";
import { greedyShares, exactShares } from "#lib/finance/trade/discrete.ts";

import type { Comparison } from "./compare.ts";
import { momentsOf, pricesOf, type Moments } from "./inputs.ts";
import { number, numbers, record, strings, text, type Tables, type Vector } from "./vector.ts";

/** A pair [min, max], null on a side for none; null alone for no bounds at all; 0 to 1 where nothing is said. */
function boundPair(entry: unknown): { min: number; max: number } {
  const [min, max]: unknown[] =
    entry === null ? [null, null] : Array.isArray(entry) ? entry : [0, 1];
  return { min: number(min) ?? -Infinity, max: number(max) ?? Infinity };
}

/** [min, max] of a vector (null for none), the same for every asset or one pair each. */
export function boundsOf(value: unknown, n: number): { min: number; max: number }[] {
  const list: unknown[] | null = Array.isArray(value) ? value : null;
  // [null, null] is one pair for all; a list with a pair in it has one entry for each asset.
  if (list?.some((entry) => Array.isArray(entry))) return list.map(boundPair);
  return Array.from({ length: n }, () => boundPair(value));
}

function objectiveOf(problem: Vector["problem"]): Objective {
  const name = text(problem.objective);
  const targetReturn = number(problem.targetReturn);
  if (/sharpe/.test(name)) return { kind: "max_sharpe" };
  if (/utility/.test(name))
    return { kind: "max_utility", riskAversion: number(problem.riskAversion) ?? 1 };
  if (/efficient_risk/.test(name))
    return {
      kind: "max_return_at_volatility",
      targetVolatility: number(problem.targetVolatility) ?? NaN,
    };
  if (targetReturn !== undefined) return { kind: "target_return", targetReturn };
  if (/max_return/.test(name)) return { kind: "max_return" };
  return { kind: "min_volatility" };
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => from + k);
}

/** Groups as rows: by member words ("indices 0..n/2-1", "first 3", "next 5", "last 12"), index lists or asset ids. */
export function membersOf(words: unknown, assets: readonly string[], taken = 0): number[] {
  const n = assets.length;
  const listed = numbers(words);
  if (listed) return listed;
  const ids = strings(words);
  if (ids) return ids.map((id) => assets.indexOf(id));
  const phrase = text(words);
  const count = Number(/(\d+)/.exec(phrase)?.[1] ?? 0);
  if (/0\.\.n\/2/.test(phrase)) return range(0, n / 2);
  if (/n\/2\.\.n/.test(phrase)) return range(n / 2, n - n / 2);
  const span = /indices (\d+)\.\.(\d+)/.exec(phrase);
  if (span) return range(Number(span[1]), Number(span[2]) - Number(span[1]) + 1);
  if (phrase.startsWith("first")) return range(0, count);
  return phrase.startsWith("last") ? range(n - count, count) : range(taken, count);
}

function rowsOf(problem: Vector["problem"], assets: readonly string[]): LimitRow[] {
  if (!Array.isArray(problem.groups)) return [];
  return problem.groups.map((entry: unknown, k) => {
    const { members, min, max } = record(entry);
    const coef = Object.fromEntries(membersOf(members, assets).map((i) => [assets[i]!, 1]));
    return {
      id: `group ${k + 1}`,
      meaning: `group ${k + 1}`,
      coef,
      ...(typeof min === "number" && { min }),
      ...(typeof max === "number" && { max }),
    };
  });
}

export function problemOf(vector: Vector, moments: Moments): OptimizeProblem {
  const { problem } = vector;
  const { assets, mu, cov } = moments;
  const n = assets.length;
  const cost = record(problem.transactionCost);
  const trading = number(cost.k);
  return {
    assets,
    expectedReturns: mu,
    covariance: cov,
    objective: objectiveOf(problem),
    bounds: boundsOf(problem.bounds, n),
    rows: rowsOf(
      problem,
      assets.map(({ id }) => id),
    ),
    budget: number(problem.budget) ?? 1,
    riskFreeRate: number(problem.riskFreeRate) ?? 0.02,
    ...(number(problem.l2) !== undefined && { l2: number(problem.l2)! }),
    ...(trading !== undefined && {
      tradingCost: trading,
      current: numbers(cost.previousWeights) ?? mu.map(() => 1 / n),
    }),
  };
}

/** mean-variance, synthetic-constrained: expected figures or weights; errors: the kind of failure. */
export async function meanVariance(
  vector: Vector,
  tables: Tables,
  compare: Comparison,
): Promise<void> {
  const moments = momentsOf(vector, tables);
  const result = await optimize(problemOf(vector, moments));
  const { expected } = vector;
  if (expected.error !== undefined)
    return compare.same("error", result.ok ? "none" : result.failure.code, expected.error);
  if (!result.ok) return compare.fail(result.failure.message);
  compareFigures(compare, expected, result.weights, moments);
}

function compareFigures(
  compare: Comparison,
  expected: Vector["expected"],
  weights: number[],
  { mu, cov, assets }: Moments,
): void {
  const mean = weights.reduce((sum, w, i) => sum + w * mu[i]!, 0);
  const variance = quadraticForm(flatten(cov), weights);
  const volatility = Math.sqrt(variance);
  const found = {
    expectedReturn: mean,
    volatility,
    variance,
    sharpe: (mean - (number(expected.riskFreeRate) ?? 0.02)) / volatility,
  };
  for (const [name, value] of Object.entries(found)) {
    const stated = number(expected[name]);
    if (stated !== undefined) compare.number(name, value, stated);
  }
  compareWeights(
    compare,
    expected,
    weights,
    assets.map(({ id }) => id),
  );
}

/** Weights stated as a list (with or without an order) or by asset. */
export function compareWeights(
  compare: Comparison,
  expected: Vector["expected"],
  weights: number[],
  assets: readonly string[],
): void {
  const listed = numbers(expected.weights);
  const order = strings(expected.order) ?? assets;
  if (listed)
    compare.list(
      "weights",
      order.map((id) => weights[assets.indexOf(id)]!),
      listed,
    );
  else
    for (const [id, value] of Object.entries(record(expected.weights)))
      compare.number(`weight of ${id}`, weights[assets.indexOf(id)], Number(value));
}

/** discrete: shares by asset, exactly; money left; root mean square error of the weights that were asked for. */
export async function discrete(vector: Vector, tables: Tables, compare: Comparison): Promise<void> {
  const { problem, input, expected } = vector;
  const moments = momentsOf(vector, tables);
  const assets = moments.assets.map(({ id }) => id);
  const words = text(input.weights);
  const pair = /\[(-?[\d.]+),\s*(-?[\d.]+)\]/.exec(words);
  const bounds = pair ? [Number(pair[1]), Number(pair[2])] : [0, 1];
  const asked = { ...vector, problem: { objective: "max_sharpe", bounds, riskFreeRate: 0.02 } };
  const given = numbers(input.weights);
  const result: OptimizeResult | null = given ? null : await optimize(problemOf(asked, moments));
  if (result && !result.ok) return compare.fail(result.failure.message);
  const exact = given ?? (result?.ok ? result.weights : []);
  const weights = exact.map((w) => (Math.abs(w) < 1e-4 ? 0 : w));
  const prices = pricesOf(vector, tables).values.at(-1)!;
  const total = number(problem.total) ?? 10_000;
  const found = /greedy/.test(text(problem.method))
    ? greedyShares(weights, prices, {
        total,
        ...(number(problem.shortRatio) !== undefined && {
          shortRatio: number(problem.shortRatio)!,
        }),
        reinvest: problem.reinvest === true,
      })
    : await exactShares(weights, prices, { total });
  const shares = record(expected.shares);
  assets.forEach((id, i) => compare.same(`shares of ${id}`, found.shares[i], shares[id] ?? 0));
  if (typeof expected.leftover === "number")
    compare.number("leftover", found.leftover, expected.leftover);
  if (typeof expected.rmse === "number")
    compare.number("rmse", weightError(weights, found.shares, prices), expected.rmse);
}

function weightError(weights: number[], shares: number[], prices: number[]): number {
  const held = shares.reduce((sum, count, i) => sum + Math.abs(count) * prices[i]!, 0);
  const squares = weights.reduce(
    (sum, w, i) => sum + (w - (shares[i]! * prices[i]!) / held) ** 2,
    0,
  );
  return Math.sqrt(squares / weights.length);
}
