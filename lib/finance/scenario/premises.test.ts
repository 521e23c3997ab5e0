import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { seededRandom } from "#lib/finance/outlook/random.ts";

import { optimizeScenarios } from "./optimize.ts";
import type { ScenarioProblem } from "./problem.ts";
import { measureRisk, riskMeasures, type RiskMeasure } from "./risk-measures.ts";

/** T×n returns around a mean, the same for the same seed. */
function scenarios(seed: number, n: number, mean: number, days = 30): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: days }, () =>
    Array.from({ length: n }, () => mean + 0.01 * random.normal()),
  );
}
const longOnly = (n: number) => Array.from({ length: n }, () => ({ min: 0, max: 1 }));
const convex = riskMeasures.filter(
  (name) => name !== "value_at_risk" && name !== "drawdown_at_risk",
);
const never = (risk: RiskMeasure) => risk === "entropic_drawdown" || risk === "entropic_var";

describe.each(convex)("a ratio by %s", (risk) => {
  test("is refused in words where nothing earns more than the risk-free rate, whatever the size", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 9 }), async (seed, n) => {
        const returns = scenarios(seed, n, 0.001);
        const best = Math.max(
          ...returns[0]!.map((_, i) => returns.reduce((sum, row) => sum + row[i]!, 0) / 30),
        );
        const ask = optimizeScenarios({
          returns,
          risk,
          bounds: longOnly(n),
          objective: { kind: "max_ratio", riskFreeRate: best + (seed % 3) * 1e-4 },
        });
        await expect(ask).rejects.toThrow("than the risk-free rate");
      }),
      { numRuns: never(risk) ? 3 : 8, seed: 1 },
    );
  });

  test("is refused in words where a portfolio that earns something has no risk", async () => {
    // Deviations are about the mean, so only what never moves is without them; falls are about zero.
    const calm = scenarios(3, 3, 0).map((row) => row.toSpliced(0, 0, 0.001));
    const ask = optimizeScenarios({
      returns: calm,
      risk,
      bounds: longOnly(4),
      objective: { kind: "max_ratio", riskFreeRate: 0 },
    });
    await expect(ask).rejects.toThrow("has no risk by this measure");
  });
});

test.each(["cvar", "worst_realisation", "max_drawdown", "average_drawdown", "cdar"] as const)(
  "parity by %s is refused where a mix never loses",
  async (risk) => {
    const returns = scenarios(5, 3, 0).map((row) => row.toSpliced(0, 0, 0.02));
    const objective = { kind: "risk_parity" } as const;
    const ask = optimizeScenarios({ returns, risk, bounds: longOnly(4), objective });
    await expect(ask).rejects.toThrow("has no risk by this measure");
  },
);

describe("parity and limits", () => {
  const returns = scenarios(8, 4, 0.001, 60);
  const ask = (change: Partial<ScenarioProblem>) =>
    optimizeScenarios({
      returns,
      risk: "cvar",
      bounds: longOnly(4),
      objective: { kind: "risk_parity" },
      ...change,
    });

  test("limits that equal risk keeps are certified on the weights", async () => {
    const rows = [{ coef: [1, 1, 0, 0], max: 0.99 }];
    const { certificate } = await ask({ rows });
    expect(certificate.boundViolation).toBeLessThan(1e-7);
    expect(certificate.rowViolation).toBeLessThan(1e-7);
  });

  test.each([
    { bounds: longOnly(4).with(2, { min: 0, max: 0.01 }) },
    { rows: [{ coef: [1, 0, 0, 0], min: 0.9 }] },
  ])("limits that it breaks are refused, not passed over (%#)", async (change) => {
    await expect(ask(change)).rejects.toThrow("break these limits");
  });
});

test("a ratio's limits are tested on the weights, and no random portfolio has a better one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const returns = scenarios(seed, 4, 0.002, 40);
      const rows = [{ coef: [1, 1, 0, 0], min: 0.3, max: 0.7 }];
      const bounds = longOnly(4).map(() => ({ min: 0.05, max: 0.6 }));
      const found = await optimizeScenarios({
        returns,
        risk: "mean_absolute_deviation",
        bounds,
        rows,
        objective: { kind: "max_ratio", riskFreeRate: -0.01 },
      });
      found.weights.forEach((w) => {
        expect(w).toBeGreaterThan(0.05 - 1e-7);
        expect(w).toBeLessThan(0.6 + 1e-7);
      });
      const best = (found.expectedReturn + 0.01) / found.risk;
      const random = seededRandom(seed);
      for (let k = 0; k < 60; k++) {
        const pair = 0.3 + 0.4 * random.uniform();
        const [a, b] = [random.uniform(), random.uniform()];
        const w = [a * pair, (1 - a) * pair, b * (1 - pair), (1 - b) * (1 - pair)];
        if (w.some((value) => value < 0.05 || value > 0.6)) continue;
        const series = returns.map((row) => row.reduce((sum, r, i) => sum + r * w[i]!, 0));
        const mean = series.reduce((sum, r) => sum + r, 0) / series.length;
        expect((mean + 0.01) / measureRisk("mean_absolute_deviation", series)).toBeLessThan(
          best * (1 + 1e-6),
        );
      }
    }),
    { numRuns: 15, seed: 2 },
  );
});

test.each<[string, Partial<ScenarioProblem>, string]>([
  ["no assets", { bounds: [], returns: [[], []] }, "at least one asset"],
  ["a NaN return", { returns: [[NaN], [1]] }, "Every scenario needs a return"],
  ["one scenario", { returns: [[0.1]] }, "At least two scenarios"],
  ["a NaN expectation", { expectedReturns: [NaN] }, "An expected return is needed"],
  ["an endless budget", { budget: Infinity }, "The budget must be a number"],
  ["crossed limits", { bounds: [{ min: 1, max: 0 }] }, "crossed"],
  ["a limit of NaN", { bounds: [{ min: NaN, max: 0 }] }, "are not numbers"],
  ["a row for other assets", { rows: [{ coef: [1, 1], max: 1 }] }, "needs a number for each"],
  ["a tail of nothing", { riskOptions: { alpha: 0 } }, "between 0 and 1"],
  ["a target of NaN", { riskOptions: { target: NaN } }, "must be a number"],
  ["a return of NaN", { objective: { kind: "min_risk", targetReturn: NaN } }, "must be a number"],
  ["a risk of NaN", { objective: { kind: "max_return", maxRisk: NaN } }, "must be a number"],
  ["a rate of NaN", { objective: { kind: "max_ratio", riskFreeRate: NaN } }, "must be a number"],
  ["a budget of risk", { objective: { kind: "risk_parity", budgets: [0] } }, "above zero"],
  ["no holdings", { holdings: { counts: [{ members: [0], max: 0 }] } }, "whole number of holdings"],
  ["half a holding", { holdings: { counts: [{ members: [0], max: 1.5 }] } }, "whole number"],
  ["an unknown member", { holdings: { counts: [{ members: [3], max: 1 }] } }, "unknown asset"],
  ["a least position of NaN", { holdings: { minPosition: NaN } }, "least position"],
])("%s is refused in a sentence", async (_name, change, sentence) => {
  const ask = optimizeScenarios({
    returns: [[0.01], [-0.01]],
    risk: "cvar",
    bounds: [{ min: 0, max: 1 }],
    objective: { kind: "min_risk" },
    ...change,
  });
  await expect(ask).rejects.toThrow(sentence);
});
