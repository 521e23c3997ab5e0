import { expect, test } from "vitest";

import { seededRandom } from "#lib/finance/outlook/random.ts";

import { randomMarket } from "../../../bench/finance/random-problems.ts";
import { optimizeWithCounts } from "./cardinality.ts";
import { optimize } from "./optimize.ts";
import type { OptimizeProblem } from "./problem.ts";

const { expectedReturns, covariance } = randomMarket(seededRandom(21), 8, "full");
const assets = covariance.map((_, i) => ({ id: `a${i}`, label: `Asset ${i + 1}` }));
const problem: OptimizeProblem = {
  assets,
  expectedReturns,
  covariance,
  bounds: assets.map(() => ({ min: 0, max: 0.6 })),
  objective: { kind: "min_volatility" },
};

async function bestOf(choose: number): Promise<number> {
  let best = Infinity;
  for (let mask = 0; mask < 256; mask++) {
    const held = assets.map((_, i) => ((mask >> i) & 1) === 1);
    if (held.filter(Boolean).length !== choose) continue;
    const result = await optimize({
      ...problem,
      bounds: held.map((on) => ({ min: 0, max: on ? 0.6 : 0 })),
    });
    if (result.ok) best = Math.min(best, result.volatility);
  }
  return best;
}

test("three holdings: as good as the best of all 56 choices", async () => {
  const counts = [{ meaning: "holdings", assetIds: assets.map(({ id }) => id), max: 3 }];
  const found = optimizeWithCounts(problem, { counts });
  expect(found.weights.filter((w) => w !== 0).length).toBeLessThanOrEqual(3);
  expect(found.volatility).toBeCloseTo(await bestOf(3), 8);
});

test("no position below the least one", () => {
  const found = optimizeWithCounts(problem, { minPosition: 0.15 });
  for (const w of found.weights) expect(w === 0 || w >= 0.15 - 1e-9).toBe(true);
  expect(found.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 9);
});

test("too few holdings for the caps are refused", () => {
  const counts = [{ meaning: "holdings", assetIds: assets.map(({ id }) => id), max: 1 }];
  expect(() => optimizeWithCounts(problem, { counts })).toThrow(
    "No portfolio with so few holdings meets the limits.",
  );
});
