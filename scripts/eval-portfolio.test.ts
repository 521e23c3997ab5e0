import { expect, test } from "vitest";

import { blackLitterman, impliedReturns } from "#lib/finance/estimate/black-litterman.ts";
import { logReturns, simpleReturns, type TimeTable } from "#lib/finance/estimate/prices.ts";
import { shrunkCovariance } from "#lib/finance/estimate/shrinkage.ts";
import { seededRandom } from "#lib/finance/outlook/random.ts";

import { evaluate } from "../bench/finance/vectors/evaluate.ts";
import { returnsRule } from "../bench/finance/vectors/inputs.ts";
import { boundsOf } from "../bench/finance/vectors/mean-variance.ts";
import type { Vector } from "../bench/finance/vectors/vector.ts";

const random = seededRandom(6);
const prices: number[][] = [[10, 20, 30]];
for (let t = 0; t < 60; t++)
  prices.push(prices.at(-1)!.map((price) => price * (1.001 + 0.01 * random.normal())));
const table: TimeTable = {
  dates: prices.map((_, t) => String(100 + t)),
  assets: ["A", "B", "C"],
  values: prices,
};
const tables = () => table;
const cov = [
  [0.04, 0.01, 0],
  [0.01, 0.09, 0],
  [0, 0, 0.02],
];

function vector(group: string, parts: Partial<Vector>): Vector {
  return {
    id: "x",
    group,
    input: {},
    problem: {},
    expected: {},
    tolerance: { atol: 1e-9 },
    ...parts,
  };
}

/** Whether a vector passes with what is expected, and fails with anything else: it is read, and compared. */
async function reads(given: Vector, wrong: Record<string, unknown>): Promise<string[]> {
  const right = await evaluate(given, tables);
  const other = await evaluate({ ...given, expected: { ...given.expected, ...wrong } }, tables);
  return [right.reason, right.verdict, other.verdict];
}
const isRead = ["", "pass", "fail"];

test("bounds: null for none, on a side, for one asset or for all; absent for 0 to 1", () => {
  const none = { min: -Infinity, max: Infinity };
  expect(boundsOf(null, 2)).toEqual([none, none]);
  expect(boundsOf([null, null], 2)).toEqual([none, none]);
  expect(boundsOf([0, null], 1)).toEqual([{ min: 0, max: Infinity }]);
  expect(boundsOf([null, [0, 0.5]], 2)).toEqual([none, { min: 0, max: 0.5 }]);
  expect(boundsOf([[0, 0.5], null], 2)).toEqual([{ min: 0, max: 0.5 }, none]);
  expect(boundsOf(undefined, 1)).toEqual([{ min: 0, max: 1 }]);
});

test("without bounds the lowest volatility may sell short", async () => {
  const inline = [
    [0.04, 0.06],
    [0.06, 0.16],
  ];
  const given = vector("mean-variance", {
    input: { cov: inline, mu: [0.05, 0.05] },
    problem: { objective: "min_volatility", bounds: null, budget: 1 },
    expected: { weights: [1.25, -0.25] },
    tolerance: { atol: 1e-6 },
  });
  expect(await reads(given, { weights: [1, 0] })).toEqual(isRead);
});

test("log returns where a vector says so, in any of its places", () => {
  const rule = (parts: Partial<Vector>) => returnsRule(vector("estimators", parts))(table);
  for (const parts of [
    { input: { logReturns: true } },
    { problem: { logReturns: true } },
    { input: { returns: "log, per column" } },
  ])
    expect(rule(parts)).toEqual(logReturns(table));
  expect(rule({ input: { returns: "simple" } })).toEqual(simpleReturns(table));
});

test("a prior of its own, equal returns, and market values by name or in order", async () => {
  const views = { A: 0.1 };
  const view = [{ coef: [1, 0, 0], value: 0.1 }];
  const posterior = (prior: number[]) => blackLitterman(prior, cov, view).expectedReturns;
  const own = [0.03, 0.05, 0.02];
  const input = { cov, columns: ["A", "B", "C"] };
  const expecting = (prior: number[]) => ({ posteriorReturns: posterior(prior) });
  const wrong = { posteriorReturns: [0, 0, 0] };
  const ask = (more: object, prior: number[], problem: object = {}) =>
    reads(
      vector("black-litterman", {
        input: { ...input, ...more },
        problem: { views, ...problem },
        expected: expecting(prior),
      }),
      wrong,
    );
  expect(await ask({ prior: own }, own)).toEqual(isRead);
  expect(await ask({ prior: { A: 0.03, B: 0.05, C: 0.02 } }, own)).toEqual(isRead);
  expect(await ask({ prior: "equal" }, [1 / 3, 1 / 3, 1 / 3])).toEqual(isRead);
  const implied = impliedReturns(cov, [0.5, 0.3, 0.2], { riskAversion: 2.5, riskFreeRate: 0.01 });
  const market = { delta: 2.5, riskFreeRate: 0.01 };
  expect(await ask({ marketCaps: { A: 5, B: 3, C: 2 } }, implied, market)).toEqual(isRead);
  expect(await ask({ marketCaps: [50, 30, 20] }, implied, market)).toEqual(isRead);
});

test("the figure of a shrinkage is compared, alone or beside its matrix", async () => {
  const { covariance, shrinkage } = shrunkCovariance(simpleReturns(table), "constant_variance");
  const given = vector("estimators", {
    input: { prices },
    problem: { estimator: "ledoit_wolf constant_variance" },
    expected: { shrinkage },
  });
  expect(await reads(given, { shrinkage: shrinkage + 0.01 })).toEqual(isRead);
  const both = { ...given, expected: { matrix: covariance, delta: shrinkage } };
  expect(await reads(both, { delta: shrinkage + 0.01 })).toEqual(isRead);
});

test("a missing risk measure is the variance for hierarchies and the standard deviation for scenarios", async () => {
  const returns = simpleReturns(table).values;
  const same = async (group: string, problem: object, risk: string) => {
    const parts = { input: { returns, columns: ["A", "B", "C"] }, tolerance: { atol: 1e-7 } };
    const weightsOf = async (asked: object) => {
      const found: number[] = [];
      for (const i of [0, 1, 2]) {
        // What was found is read out of the sentence that says it is not what was expected.
        const expected = { weights: { [["A", "B", "C"][i]!]: -9 } };
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const { reason } = await evaluate(
          vector(group, { ...parts, problem: { ...asked }, expected }),
          tables,
        );
        found.push(Number(/ is (?<found>[\d.e-]+),/u.exec(reason)!.groups!["found"]));
      }
      return found;
    };
    const [without, named] = [await weightsOf(problem), await weightsOf({ ...problem, risk })];
    without.forEach((w, i) => expect(w).toBeCloseTo(named[i]!, 9));
    expect(without.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 6);
  };
  await same("hrp", { method: "HRP", linkage: "single" }, "variance");
  await same("hierarchical", { method: "HERC", linkage: "ward" }, "variance");
  await same("risk-measures", { objective: "min_risk", bounds: [0, null] }, "standard deviation");
  await same("risk-measures", { objective: "risk_parity equal budgets" }, "standard deviation");
});
