import { describe, expect, test } from "vitest";

import data from "#lib/finance/estimate/assumptions.json" with { type: "json" };
import { defaultBounds, defaultRows, expectedMoments } from "#lib/finance/estimate/assumptions.ts";

import { optimize } from "./optimize.ts";
import type { OptimizeProblem } from "./problem.ts";

const moments = expectedMoments();
const defaults: Omit<OptimizeProblem, "objective"> = {
  ...moments,
  bounds: defaultBounds().map((bound, i) =>
    moments.assets[i]!.id === "munis" ? { min: 0, max: 0 } : bound,
  ),
  rows: defaultRows(),
  riskFreeRate: 0.031,
};

describe("the default asset classes", () => {
  test.each(data.sanityPortfolios.rows)(
    "give the published portfolio at $targetVolatility volatility",
    async ({ targetVolatility, weights, blendedReturn }) => {
      const objective = { kind: "max_return_at_volatility", targetVolatility } as const;
      const result = await optimize({ ...defaults, objective });
      if (!result.ok) throw new Error(result.failure.message);
      expect(result.volatility).toBeCloseTo(targetVolatility, 9);
      expect(Math.abs(result.expectedReturn - blendedReturn)).toBeLessThan(5e-6);
      const published = new Map(Object.entries(weights));
      moments.assets.forEach(({ id }, i) => {
        expect(Math.abs(result.weights[i]! - (published.get(id) ?? 0))).toBeLessThan(0.01);
      });
      expect(result.certificate.dualityGap).toBeLessThan(1e-9);
      expect(result.certificate.boundViolation).toBe(0);
      expect(result.certificate.rowViolation).toBeLessThan(1e-12);
    },
  );

  test("a target above every reachable volatility gives the highest return, proven by the linear solver", async () => {
    const objective = { kind: "max_return_at_volatility", targetVolatility: 0.5 } as const;
    const free = await optimize({ ...defaults, objective: { kind: "max_return" } });
    const result = await optimize({ ...defaults, objective });
    expect(result).toEqual(free);
    expect(result).toMatchObject({ ok: true, certificate: { solver: "highs" } });
  });
});

test.each([
  { kind: "max_return_at_volatility", targetVolatility: 0.085 },
  { kind: "max_sharpe" },
  { kind: "target_return", targetReturn: 0.055 },
] as const)(
  "a spreading penalty spreads the weights of $kind, at a price and with proof",
  async (objective) => {
    const plain = await optimize({ ...defaults, objective });
    const spread = await optimize({ ...defaults, objective, l2: 0.05 });
    if (!plain.ok || !spread.ok) throw new Error("expected two answers");
    const squares = (weights: number[]) => weights.reduce((sum, w) => sum + w * w, 0);
    expect(squares(spread.weights)).toBeLessThan(squares(plain.weights) - 0.01);
    expect(spread.sharpe).toBeLessThan(plain.sharpe);
    expect(spread.certificate.dualityGap).toBeLessThan(1e-6);
  },
);

test("a turnover limit keeps the new weights near the old ones", async () => {
  const current = moments.assets.map(() => 1 / 14);
  const rows: never[] = [];
  const objective = { kind: "min_volatility" } as const;
  const result = await optimize({
    ...defaults,
    rows,
    objective,
    current,
    maxTurnover: 0.3,
    bounds: current.map(() => ({ min: 0, max: 1 })),
  });
  if (!result.ok) throw new Error(result.failure.message);
  const turnover = result.weights.reduce((sum, w, i) => sum + Math.abs(w - current[i]!), 0);
  expect(turnover).toBeCloseTo(0.3, 7);
  expect(result.certificate.activeLimits.map(({ id }) => id)).toContain("turnover");
});

describe("what cannot be done is said, with a way on", () => {
  test("a volatility below the lowest reachable one", async () => {
    const objective = { kind: "max_return_at_volatility", targetVolatility: 0.005 } as const;
    const result = await optimize({ ...defaults, objective });
    if (result.ok || result.failure.code !== "infeasible") throw new Error("expected infeasible");
    expect(result.failure.message).toBe(
      "The lowest volatility within these limits is 1.86%, above the target of 0.5%.",
    );
    expect(result.failure.conflicting.map((limit) => limit.id)).toContain("max:cash");
    expect(result.failure.suggestions[0]).toMatchObject({ limitId: "volatility", to: 0.0187 });
  });

  test("limits that contradict each other, and how far each would have to move", async () => {
    const bounds = moments.assets.map(() => ({ min: 0, max: 0.05 }));
    const result = await optimize({ ...defaults, bounds, objective: { kind: "min_volatility" } });
    if (result.ok || result.failure.code !== "infeasible") throw new Error("expected infeasible");
    expect(result.failure.conflicting).toHaveLength(14);
    const raised = result.failure.suggestions.find((s) => s.limitId === "max:us_agg")!;
    expect(raised.sentence).toBe("Raise the maximum of US aggregate bonds from 5% to 46.12%.");
    const mended = bounds.map((bound, i) =>
      moments.assets[i]!.id === "us_agg" ? { min: 0, max: raised.to } : bound,
    );
    const problem = {
      ...defaults,

      bounds: mended,
      objective: { kind: "min_volatility" } as const,
    };
    expect((await optimize(problem)).ok).toBe(true);
  });

  test.each([
    [{ bounds: [{ min: 0, max: 1 }] }, "There are 14 assets but 1 bounds."],
    [
      { expectedReturns: moments.expectedReturns.with(3, NaN) },
      "The expected return of Emerging-market equity (unhedged) is not a number.",
    ],
    [
      { covariance: moments.covariance.with(0, moments.covariance[1]!) },
      "The covariance matrix is not symmetric.",
    ],
    [
      { rows: [{ id: "x", meaning: "some bonds", coef: { bonds: 1 }, max: 1 }] },
      "The limit “some bonds” names an unknown asset “bonds”.",
    ],
    [
      { objective: { kind: "max_utility", riskAversion: 0 } as const },
      "The risk aversion must be above zero.",
    ],
  ])("bad input %#", async (change, message) => {
    const result = await optimize({
      ...defaults,
      objective: { kind: "min_volatility" },
      ...change,
    });
    expect(result).toEqual({ ok: false, failure: { code: "invalid_input", message } });
  });
});
