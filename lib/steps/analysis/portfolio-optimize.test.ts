import { expect, test } from "vitest";
import { z } from "zod";

import { investorProfile } from "#lib/data-types/investor-profile.ts";
import { allocation, projection, riskTable } from "#lib/data-types/portfolio.ts";
import { riskAssessment } from "#lib/data-types/risk-assessment.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { runJob } from "#tests/support/operations.ts";

import { portfolioOptimize } from "./portfolio-optimize.ts";
import { targetVolatilities } from "./risk-scoring.ts";

const { profile, assessment } = z
  .object({ profile: investorProfile, assessment: riskAssessment })
  .parse(portfolioOptimize.example.input);

async function optimize(constraints?: JsonObject, targetVolatility = 0.085) {
  const { output } = await runJob(
    portfolioOptimize,
    {},
    {
      profile,
      assessment: { ...assessment, targetVolatility },
      ...(constraints && { constraints }),
    },
  );
  return {
    allocation: allocation.parse(output["allocation"]),
    risk: riskTable.parse(output["risk"]),
    projection: projection.parse(output["projection"]),
  };
}

test("a moderate plan reaches its volatility and keeps to every limit, with proof", async () => {
  const { allocation: plan } = await optimize();
  const weightOf = (id: string) => plan.weights.find((w) => w.assetClass === id)?.weight ?? 0;
  expect(plan.volatility).toBeCloseTo(0.085, 6);
  expect(plan.weights.reduce((sum, w) => sum + w.weight, 0)).toBeCloseTo(1, 6);
  expect(plan.certificate.dualityGap).toBeLessThanOrEqual(1e-6);
  expect(plan.certificate.rowViolation).toBeLessThanOrEqual(1e-7);
  expect(weightOf("us_small")).toBeLessThanOrEqual(0.25 * weightOf("us_large") + 1e-6);
  expect(weightOf("em")).toBeLessThanOrEqual(0.6 * weightOf("intl_dev") + 1e-6);
  expect(plan.weights.map((w) => w.weight)).toEqual(
    plan.weights.map((w) => w.weight).toSorted((a, b) => b - a),
  );
});

test("amounts add up to the cent", async () => {
  const { allocation: plan } = await optimize();
  const cents = plan.weights.map((w) => Math.round(w.amount * 100));
  expect(cents.reduce((sum, c) => sum + c, 0)).toBe(4_800_000);
});

test("more accepted risk gives more expected return, level by level", async () => {
  const returns: number[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one solver at a time
  for (const target of Object.values(targetVolatilities))
    returns.push((await optimize(undefined, target)).allocation.expectedReturn);
  expect(returns).toEqual(returns.toSorted((a, b) => a - b));
  expect(new Set(returns).size).toBe(5);
});

test("the frontier rises from the lowest risk, and the plan lies on it", async () => {
  const { allocation: plan } = await optimize();
  expect(plan.frontier[0]).toEqual(plan.lowestRisk);
  for (const [i, point] of plan.frontier.entries()) {
    if (i === 0) continue;
    expect(point.volatility).toBeGreaterThanOrEqual(plan.frontier[i - 1]!.volatility - 1e-9);
  }
  const above = plan.frontier.find((p) => p.volatility >= plan.volatility)!;
  expect(plan.expectedReturn).toBeLessThanOrEqual(above.expectedReturn + 1e-6);
});

test("losses are negative, in share and in money; the projection starts at the amount", async () => {
  const { risk, projection: future } = await optimize();
  const worst = risk.rows.find((row) => row.id === "worst_year")!;
  expect(worst.share).toBeLessThan(-0.05);
  expect(worst.amount).toBe(Math.round((worst.share * 48_000) / 10) * 10);
  expect(future.fan[0]).toEqual({ year: 0, p10: 48_000, p50: 48_000, p90: 48_000 });
  expect(future.fan.at(-1)!.year).toBe(12);
  expect(future.contributed).toBe(48_000 + 500 * 12 * 12);
});

test("limits that contradict each other are named, with what loosening them would buy", async () => {
  const tooTight = {
    objective: "max_return",
    assetClasses: ["us_large", "intl_dev"],
    bounds: { us_large: { max: 0.4 }, intl_dev: { max: 0.4 } },
  };
  const failure = await optimize(tooTight).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: "StepFailure", code: "infeasible", retryable: false });
  expect(failure).toMatchObject({
    details: {
      conflicting: expect.arrayContaining([expect.objectContaining({ id: "max:us_large" })]),
    },
  });
  expect(String(failure)).toContain("40");
});

test("a volatility that the chosen kinds cannot reach is a failure, never a fallback", async () => {
  const onlyShares = {
    objective: "max_return",
    assetClasses: ["us_large", "intl_dev"],
    bounds: { us_large: { max: 1 }, intl_dev: { max: 1 } },
  };
  await expect(optimize(onlyShares, 0.04)).rejects.toMatchObject({
    code: "infeasible",
    details: {
      conflicting: expect.arrayContaining([expect.objectContaining({ id: "volatility" })]),
    },
  });
});

test("loosening is suggested up to the assessed volatility, never beyond", async () => {
  const bonds = {
    objective: "max_return",
    targetVolatility: 0.02,
    assetClasses: ["us_agg", "us_large"],
    bounds: { us_agg: { max: 1 }, us_large: { max: 1 } },
  };
  const within: unknown = await optimize(bonds).catch((error: unknown) => error);
  expect(String(within)).toContain("Raise the target volatility from 2%");
  const beyond: unknown = await optimize(bonds, 0.03).catch((error: unknown) => error);
  expect(String(beyond)).not.toContain("Raise the target volatility");
  expect(String(beyond)).toContain("allow calmer kinds of investments");
});

test("an objective that ignores the assessed risk may not go above it", async () => {
  const bold = {
    objective: "min_volatility",
    assetClasses: ["us_large", "em"],
    bounds: { us_large: { max: 1 }, em: { max: 1 } },
  };
  await expect(optimize(bold)).rejects.toMatchObject({ code: "above_risk_level" });
});

test("an unknown asset class is refused", async () => {
  await expect(
    optimize({ objective: "max_return", assetClasses: ["tulips"] }),
  ).rejects.toMatchObject({
    code: "invalid_limits",
  });
});
