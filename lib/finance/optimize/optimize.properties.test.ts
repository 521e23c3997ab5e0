import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { seededRandom } from "#lib/finance/outlook/random.ts";
import { diversificationRatio, riskContributions } from "#lib/finance/risk-parity/contributions.ts";
import { riskParity } from "#lib/finance/risk-parity/risk-parity.ts";

import { compareSolvers } from "../../../bench/finance/compare-solvers.ts";
import { randomMarket, randomProblem } from "../../../bench/finance/random-problems.ts";
import { frontier } from "./frontier.ts";
import { mostDiversified } from "./max-diversification.ts";
import { optimize } from "./optimize.ts";
import type { OptimizeProblem } from "./problem.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

function market(seed: number, n = 8) {
  const random = seededRandom(seed);
  const { expectedReturns, covariance } = randomMarket(random, n, "full");
  const assets = covariance.map((_, i) => ({ id: `a${i}`, label: `Asset ${i + 1}` }));
  return { assets, expectedReturns, covariance, bounds: assets.map(() => ({ min: 0, max: 0.4 })) };
}

test("two independent solvers agree on random problems, and none is left unanswered", async () => {
  const problems = Array.from({ length: 120 }, (_, k) => randomProblem(7, k));
  const found = await compareSolvers(problems);
  expect(found.unanswered).toEqual([]);
  expect(found.answered).toBeGreaterThan(100);
  expect(found.onlyScs + found.onlyInteriorPoint).toBeLessThanOrEqual(1);
  expect(found.largestObjectiveGap).toBeLessThan(1e-8);
  expect(found.largestViolation).toBeLessThan(1e-7);
  expect(found.largestDualityGap).toBeLessThan(1e-6);
}, 300_000);

describe("every answer", () => {
  test("adds up to the budget and stays within its bounds and rows", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const problem = randomProblem(seed, 0);
        const result = await optimize(problem);
        if (!result.ok) return;
        expect(result.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 7);
        result.weights.forEach((w, i) => {
          expect(w).toBeGreaterThanOrEqual(problem.bounds[i]!.min);
          expect(w).toBeLessThanOrEqual(problem.bounds[i]!.max);
        });
        for (const { coef, min = -Infinity, max = Infinity } of problem.rows ?? []) {
          const value = result.weights.reduce((sum, w, i) => sum + w * (coef[`a${i}`] ?? 0), 0);
          expect(value).toBeGreaterThan(min - 1e-7);
          expect(value).toBeLessThan(max + 1e-7);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test("follows its assets when they change places", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const one = market(seed);
        const order = [3, 0, 7, 1, 6, 2, 5, 4];
        const other = {
          assets: order.map((i) => one.assets[i]!),
          expectedReturns: order.map((i) => one.expectedReturns[i]!),
          covariance: order.map((i) => order.map((j) => one.covariance[i]![j]!)),
          bounds: one.bounds,
        };
        const objective = { kind: "max_sharpe" } as const;
        const a = await optimize({ ...one, objective });
        const b = await optimize({ ...other, objective });
        if (!a.ok || !b.ok) throw new Error("expected two answers");
        order.forEach((i, k) => expect(b.weights[k]).toBeCloseTo(a.weights[i]!, 7));
      }),
      { numRuns: 25, seed: 2 },
    );
  });

  test("is the same in daily and in yearly figures", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const yearly = market(seed);
        const daily: Omit<OptimizeProblem, "objective"> = {
          ...yearly,
          expectedReturns: yearly.expectedReturns.map((r) => r / 252),
          covariance: yearly.covariance.map((row) => row.map((value) => value / 252)),
        };
        for (const objective of [{ kind: "min_volatility" }, { kind: "max_sharpe" }] as const) {
          const a = await optimize({ ...yearly, objective });
          const b = await optimize({ ...daily, objective });
          if (!a.ok || !b.ok) throw new Error("expected two answers");
          a.weights.forEach((w, i) => expect(b.weights[i]).toBeCloseTo(w, 6));
        }
      }),
      { numRuns: 20, seed: 3 },
    );
  });
});

test("the frontier rises ever more slowly: volatility is increasing and convex in return, and no point breaks a cap", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      const found = await frontier(market(seed), { points: 12 });
      if (!found.ok) throw new Error(found.failure.message);
      const { points } = found;
      expect(points).toHaveLength(12);
      const slopes = points.slice(1).map((p, k) => {
        const before = points[k]!;
        return (p.volatility - before.volatility) / (p.expectedReturn - before.expectedReturn);
      });
      for (const slope of slopes) expect(slope).toBeGreaterThan(-1e-7);
      const bends = slopes.slice(1).map((slope, k) => slope - slopes[k]!);
      for (const bend of bends) expect(bend).toBeGreaterThan(-1e-6);
      for (const { weights, dualityGap } of points) {
        expect(Math.max(...weights)).toBeLessThanOrEqual(0.4 + 1e-9);
        expect(dualityGap).toBeLessThan(1e-6);
      }
    }),
    { numRuns: 15, seed: 4 },
  );
});

test("risk contributions add up to the volatility, and parity makes them equal", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { covariance } = market(seed, 12);
      const weights = riskParity(covariance);
      const { volatility, parts } = riskContributions(weights, covariance);
      expect(parts.reduce((sum, part) => sum + part.contribution, 0)).toBeCloseTo(volatility, 12);
      for (const { share } of parts) expect(share).toBeCloseTo(1 / 12, 8);
      expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
    }),
    { numRuns: 40, seed: 5 },
  );
});

test("risk budgets are met in proportion", () => {
  const { covariance } = market(11, 4);
  const { parts } = riskContributions(riskParity(covariance, [4, 3, 2, 1]), covariance);
  parts.forEach(({ share }, i) => expect(share).toBeCloseTo((4 - i) / 10, 8));
});

test("the most diversified portfolio beats equal weights in its own measure, which its Sharpe ratio states", async () => {
  const { assets, covariance } = market(3);
  const result = await mostDiversified({
    assets,
    covariance,
    bounds: assets.map(() => ({ min: 0, max: 1 })),
  });
  if (!result.ok) throw new Error(result.failure.message);
  expect(result.sharpe).toBeCloseTo(diversificationRatio(result.weights, covariance), 10);
  expect(result.sharpe).toBeGreaterThan(
    diversificationRatio(
      assets.map(() => 1 / 8),
      covariance,
    ),
  );
});
