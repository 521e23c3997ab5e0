import { describe, expect, test } from "vitest";

import { seededRandom } from "#lib/finance/outlook/random.ts";

import { optimizeScenarios } from "./optimize.ts";
import type { ScenarioProblem } from "./problem.ts";
import { measureRisk, riskMeasures, type RiskMeasure } from "./risk-measures.ts";

const assets = 5;
const random = seededRandom(12);
const returns = Array.from({ length: 60 }, () => {
  const market = 0.01 * random.normal();
  return Array.from(
    { length: assets },
    (_, i) => 0.002 + (0.5 + 0.2 * i) * market + 0.008 * random.normal(),
  );
});
const bounds = Array.from({ length: assets }, () => ({ min: 0, max: 1 }));
const convex = riskMeasures.filter(
  (name) => name !== "value_at_risk" && name !== "drawdown_at_risk",
);
const seriesOf = (w: readonly number[]) =>
  returns.map((row) => row.reduce((sum, r, i) => sum + r * w[i]!, 0));
const riskOf = (risk: RiskMeasure, w: readonly number[]) => measureRisk(risk, seriesOf(w));
const meanOf = (w: readonly number[]) =>
  seriesOf(w).reduce((sum, r) => sum + r, 0) / returns.length;

function others(count: number): number[][] {
  const draw = seededRandom(4);
  return Array.from({ length: count }, () => {
    const raw = Array.from({ length: assets }, () => -Math.log(draw.uniform() + 1e-12));
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((w) => w / sum);
  });
}

async function solve(risk: RiskMeasure, objective: ScenarioProblem["objective"]) {
  const found = await optimizeScenarios({ returns, risk, bounds, objective });
  expect(found.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 7);
  expect(found.certificate.dualityGap).toBeLessThan(1e-6);
  return found;
}

describe.each(convex)("%s", (risk) => {
  test("has no less risky portfolio among many", async () => {
    const { weights } = await solve(risk, { kind: "min_risk" });
    const least = riskOf(risk, weights);
    for (const w of others(120))
      expect(riskOf(risk, w)).toBeGreaterThan(least * (1 - 1e-6) - 1e-12);
  });

  test("has no better return for its risk among many", async () => {
    const { weights } = await solve(risk, { kind: "max_ratio", riskFreeRate: 0 });
    const size = risk === "variance" ? 2 : 1;
    const best = meanOf(weights) / riskOf(risk, weights) ** (1 / size);
    for (const w of others(120))
      expect(meanOf(w) / riskOf(risk, w) ** (1 / size)).toBeLessThan(best * (1 + 1e-6));
  });

  test("spreads risk evenly at parity", async () => {
    const { weights } = await solve(risk, { kind: "risk_parity" });
    const degree = risk === "variance" ? 2 : 1;
    const merit = (w: readonly number[]) =>
      Math.log(riskOf(risk, w)) / degree -
      w.reduce((sum, value) => sum + Math.log(value), 0) / assets;
    const least = merit(weights);
    for (const w of others(120)) expect(merit(w)).toBeGreaterThan(least - 1e-7);
  });
});

test("the least risk at a return, and the most return at a risk, are the same portfolio", async () => {
  const target = meanOf(bounds.map(() => 1 / assets));
  const calm = await solve("cvar", { kind: "min_risk", targetReturn: target });
  const rich = await solve("cvar", { kind: "max_return", maxRisk: calm.risk });
  expect(rich.expectedReturn).toBeCloseTo(calm.expectedReturn, 9);
  rich.weights.forEach((w, i) => expect(w).toBeCloseTo(calm.weights[i]!, 6));
});

test("two holdings, none below a tenth: as good as the best of all pairs", async () => {
  const members = [0, 1, 2, 3, 4];
  const holdings = { counts: [{ members, max: 2 }], minPosition: 0.1 };
  const found = await optimizeScenarios({
    returns,
    risk: "cvar",
    bounds,
    holdings,
    objective: { kind: "min_risk" },
  });
  for (const w of found.weights) expect(w < 1e-7 || w >= 0.1 - 1e-7).toBe(true);
  let best = Infinity;
  for (const i of members)
    for (const j of members.slice(i + 1)) {
      const pair = members.map((k) =>
        k === i || k === j ? { min: 0.1, max: 1 } : { min: 0, max: 0 },
      );
      const each = await optimizeScenarios({
        returns,
        risk: "cvar",
        bounds: pair,
        objective: { kind: "min_risk" },
      });
      best = Math.min(best, each.risk);
    }
  expect(found.risk).toBeLessThanOrEqual(best + 1e-9);
});

test("what cannot be optimised or met is refused in a sentence", async () => {
  const ask = (change: Partial<ScenarioProblem>) =>
    optimizeScenarios({
      returns,
      risk: "cvar",
      bounds,
      objective: { kind: "min_risk" },
      ...change,
    });
  await expect(ask({ risk: "value_at_risk" })).rejects.toThrow("not convex");
  await expect(ask({ bounds: bounds.map(() => ({ min: 0, max: 0.1 })) })).rejects.toThrow(
    "No portfolio meets these limits.",
  );
  await expect(ask({ returns: [[1, 2, 3, 4, NaN]] })).rejects.toThrow(
    "Every scenario needs a return",
  );
});
