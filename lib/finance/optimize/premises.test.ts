import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Random, seededRandom } from "#lib/finance/outlook/random.ts";

import { randomMarket } from "../../../bench/finance/random-problems.ts";
import { optimizeWithCounts } from "./cardinality.ts";
import { frontier } from "./frontier.ts";
import { mostDiversified } from "./max-diversification.ts";
import { optimize } from "./optimize.ts";
import type { OptimizeProblem } from "./problem.ts";

const seeds = fc.nat({ max: 2 ** 31 - 1 });
const longOnly = (n: number) => Array.from({ length: n }, () => ({ min: 0, max: 1 }));

function market(random: Random, n: number, kind: Parameters<typeof randomMarket>[2] = "full") {
  const { expectedReturns, covariance } = randomMarket(random, n, kind);
  const assets = covariance.map((_, i) => ({ id: `a${i}`, label: `Asset ${i + 1}` }));
  return { assets, expectedReturns, covariance, bounds: longOnly(n) };
}

/** Weights adding up to 1, none below zero. */
function weightsOf(random: Random, n: number): number[] {
  const raw = Array.from({ length: n }, () => -Math.log(random.uniform() + 1e-12));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((w) => w / sum);
}

const meanOf = ({ expectedReturns: mu }: Pick<OptimizeProblem, "expectedReturns">, w: number[]) =>
  w.reduce((sum, value, i) => sum + value * mu[i]!, 0);
const varianceOf = ({ covariance }: Pick<OptimizeProblem, "covariance">, w: number[]) =>
  w.reduce((sum, a, i) => sum + w.reduce((s, b, j) => s + a * b * covariance[i]![j]!, 0), 0);

async function messageOf(problem: OptimizeProblem): Promise<string> {
  const result = await optimize(problem);
  return result.ok ? `answered with a Sharpe ratio of ${result.sharpe}` : result.failure.message;
}

describe("the best Sharpe ratio needs an excess", () => {
  const kinds = ["full", "deficient", "cash"] as const;
  const extras = [
    {},
    { l2: 0.02 },
    { rows: [{ id: "g", meaning: "the first one", coef: { a0: 1 }, max: 0.9 }] },
  ];

  test("every return at or below the risk-free rate is refused in words, whatever the size and the limits", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 1, max: 40 }), async (seed, n) => {
        const random = seededRandom(seed);
        const kind = n === 1 ? "full" : kinds[seed % 3]!;
        const base = market(random, n, kind);
        const below = [0, 0.001, 0.02 * random.uniform()][seed % 3]!;
        const top = Math.max(...base.expectedReturns);
        const problem: OptimizeProblem = {
          ...base,
          expectedReturns:
            seed % 4 === 0 ? base.expectedReturns.map(() => top) : base.expectedReturns,
          riskFreeRate: top + below,
          objective: { kind: "max_sharpe" },
          ...(n > 1 && extras[seed % extras.length]),
          ...(seed % 5 === 0 && { current: base.assets.map(() => 1 / n), maxTurnover: 0.5 }),
        };
        expect(await messageOf(problem)).toMatch(/than the risk-free rate of .*: the most is/);
      }),
      { numRuns: 60, seed: 1 },
    );
  }, 300_000);

  test("also where only the polish makes large answers exact", async () => {
    const base = market(seededRandom(9), 210);
    const bounds = base.bounds.map(() => ({ min: -0.001, max: 0.05 }));
    const riskFreeRate = Math.max(...base.expectedReturns) + 0.03;
    const problem = { ...base, bounds, riskFreeRate, objective: { kind: "max_sharpe" } as const };
    expect(await messageOf(problem)).toContain("than the risk-free rate");
  }, 300_000);

  test("caps, floors and a small budget may leave nothing above the rate though an asset earns more", async () => {
    const base = market(seededRandom(3), 5);
    const problem: OptimizeProblem = {
      ...base,
      expectedReturns: [0.01, 0.01, 0.01, 0.01, 0.05],
      bounds: longOnly(5).with(4, { min: 0, max: 0.1 }),
      riskFreeRate: 0.02,
      objective: { kind: "max_sharpe" },
    };
    expect(await messageOf(problem)).toContain("the most is 1.4%");
    const less = { ...problem, bounds: longOnly(5), budget: 0.3 };
    expect(await messageOf(less)).toContain("the most is 1.5%");
  });

  test("short sales can earn an excess where no asset does, and the answer is then the best", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const random = seededRandom(seed);
        const base = market(random, 4);
        const top = Math.max(...base.expectedReturns);
        const result = await optimize({
          ...base,
          bounds: base.bounds.map(() => ({ min: -2, max: 3 })),
          riskFreeRate: top + 0.001,
          objective: { kind: "max_sharpe" },
        });
        if (!result.ok) throw new Error(result.failure.message);
        expect(result.sharpe).toBeGreaterThan(0);
        for (let k = 0; k < 200; k++) {
          const w = weightsOf(random, 4).map((value) => 3 * value - 0.5);
          const sharpe = (meanOf(base, w) - top - 0.001) / Math.sqrt(varianceOf(base, w));
          expect(sharpe).toBeLessThan(result.sharpe + 1e-6);
        }
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  test.each([1e-5, 1e-4, 0.01])(
    "a mix without risk that earns %d more than the rate has no best ratio",
    async (excess) => {
      const message = await messageOf({
        assets: [
          { id: "a", label: "A" },
          { id: "b", label: "B" },
          { id: "c", label: "C" },
        ],
        expectedReturns: [0.02 + excess, 0.02 + excess, 0.06],
        covariance: [
          [0.04, -0.04, 0],
          [-0.04, 0.04, 0],
          [0, 0, 0.09],
        ],
        bounds: longOnly(3),
        riskFreeRate: 0.02,
        objective: { kind: "max_sharpe" },
      });
      expect(message).toContain("There is no best Sharpe ratio: a portfolio without risk");
    },
  );
});

describe("what an objective adds is part of what is proven", () => {
  const random = seededRandom(5);
  const base = market(random, 5);
  const objective = { kind: "max_return" } as const;
  const others = Array.from({ length: 400 }, () => weightsOf(random, 5));

  test("the most return with a spreading penalty is the best of return less penalty", async () => {
    const result = await optimize({ ...base, objective, l2: 0.05 });
    if (!result.ok) throw new Error(result.failure.message);
    const value = (w: number[]) => meanOf(base, w) - 0.05 * w.reduce((sum, x) => sum + x * x, 0);
    expect(Math.max(...result.weights)).toBeLessThan(0.99);
    for (const w of others) expect(value(w)).toBeLessThan(value(result.weights) + 1e-6);
  });

  test("the most return with a trading cost is the best of return less cost", async () => {
    const current = [0.2, 0.2, 0.2, 0.2, 0.2];
    const value = (w: number[]) =>
      meanOf(base, w) - 0.03 * w.reduce((sum, x, i) => sum + Math.abs(x - current[i]!), 0);
    const result = await optimize({ ...base, objective, tradingCost: 0.03, current });
    if (!result.ok) throw new Error(result.failure.message);
    for (const w of others) expect(value(w)).toBeLessThan(value(result.weights) + 1e-6);
  });

  test("a volatility target that does not press, with a spreading penalty, is answered with proof", async () => {
    const loose = { kind: "max_return_at_volatility", targetVolatility: 0.9 } as const;
    const result = await optimize({ ...base, objective: loose, l2: 0.05 });
    const free = await optimize({ ...base, objective, l2: 0.05 });
    if (!result.ok || !free.ok) throw new Error("expected two answers");
    result.weights.forEach((w, i) => expect(w).toBeCloseTo(free.weights[i]!, 6));
  });

  test("the frontier ends at the highest return whatever the penalties", async () => {
    const found = await frontier({ ...base, l2: 0.01 }, { points: 5 });
    if (!found.ok) throw new Error(found.failure.message);
    expect(found.points.at(-1)!.expectedReturn).toBeCloseTo(Math.max(...base.expectedReturns), 9);
  });
});

test("no random portfolio beats an answer by more than its certificate says", async () => {
  const objectives = [
    { kind: "min_volatility" },
    { kind: "max_sharpe" },
    { kind: "max_utility", riskAversion: 4 },
    { kind: "max_return_at_volatility", targetVolatility: 0.12 },
  ] as const;
  await fc.assert(
    fc.asyncProperty(seeds, fc.constantFrom(...objectives), async (seed, objective) => {
      const random = seededRandom(seed);
      const base = market(random, 6);
      const result = await optimize({ ...base, objective, riskFreeRate: 0.02 });
      if (!result.ok) return;
      const score = (w: number[]) => {
        const [mean, variance] = [meanOf(base, w), varianceOf(base, w)];
        if (objective.kind === "min_volatility") return -Math.sqrt(variance);
        if (objective.kind === "max_sharpe") return (mean - 0.02) / Math.sqrt(variance);
        if (objective.kind === "max_utility") return mean - 2 * variance;
        return variance <= 0.12 ** 2 ? mean : -Infinity;
      };
      const best = score(result.weights);
      const slack = result.certificate.dualityGap + 2e-7;
      for (let k = 0; k < 300; k++)
        expect(score(weightsOf(random, 6))).toBeLessThan((best === -Infinity ? 1 : best) + slack);
    }),
    { numRuns: 40, seed: 3 },
  );
});

describe("the most diversified portfolio", () => {
  const assets = ["a", "b"].map((id) => ({ id, label: id }));
  test.each([
    [
      [
        [0, 0],
        [0, 0],
      ],
      "nothing that may be held",
    ],
    [
      [
        [0.04, -0.04],
        [-0.04, 0.04],
      ],
      "some mix within these limits has no risk at all",
    ],
    [
      [
        [0.04, NaN],
        [NaN, 0.04],
      ],
      "The covariance matrix holds something that is not a number.",
    ],
    [
      [
        [-1, 0],
        [0, 1],
      ],
      "The covariance matrix is not positive semidefinite.",
    ],
  ])("of %j is refused in words about risk", async (covariance, words) => {
    const result = await mostDiversified({ assets, covariance, bounds: longOnly(2) });
    expect(result.ok ? "answered" : result.failure.message).toContain(words);
  });
});

describe("limits on holdings", () => {
  const base: OptimizeProblem = {
    ...market(seededRandom(21), 6),
    objective: { kind: "min_volatility" },
  };
  const all = base.assets.map(({ id }) => id);

  test.each([
    [{ counts: [{ meaning: "few", assetIds: all, max: 0 }] }, "not 0"],
    [{ counts: [{ meaning: "few", assetIds: all, max: -1 }] }, "not -1"],
    [{ counts: [{ meaning: "few", assetIds: all, max: 1.5 }] }, "not 1.5"],
    [{ counts: [{ meaning: "few", assetIds: all, max: NaN }] }, "not NaN"],
    [{ counts: [{ meaning: "few", assetIds: ["gold"], max: 1 }] }, "unknown asset “gold”"],
    [{ minPosition: NaN }, "The least position must be zero or more."],
    [{ minPosition: -0.1 }, "The least position must be zero or more."],
    [{ maxRelaxations: 0 }, "at least one step"],
  ])("%j are refused", (limits, words) => {
    expect(() => optimizeWithCounts(base, limits)).toThrow(words);
  });

  test("objectives that the search does not know are refused, the most return among them", () => {
    for (const objective of [
      { kind: "max_return" },
      { kind: "max_sharpe" },
      { kind: "max_return_at_volatility", targetVolatility: 0.1 },
    ] as const)
      expect(() => optimizeWithCounts({ ...base, objective }, {})).toThrow(
        "Few holdings work with",
      );
  });

  test("the gap covers the best of all choices, also with a spreading penalty and a trading cost", async () => {
    const extras = [{}, { l2: 0.01 }, { tradingCost: 0.002, current: all.map(() => 1 / 6) }];
    for (const extra of extras) {
      const problem: OptimizeProblem = { ...base, ...extra };
      const counts = [{ meaning: "few", assetIds: [...all, "a0"], max: 2 }];
      const found = optimizeWithCounts(problem, { counts });
      const value = (w: number[]) =>
        varianceOf(base, w) +
        (problem.l2 ?? 0) * w.reduce((sum, x) => sum + x * x, 0) +
        (problem.tradingCost ?? 0) * w.reduce((sum, x) => sum + Math.abs(x - 1 / 6), 0);
      let best = Infinity;
      for (let i = 0; i < 6; i++)
        for (let j = 0; j < i; j++) {
          const bounds = longOnly(6).map((b, k) => (k === i || k === j ? b : { min: 0, max: 0 }));
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          const pair = await optimize({ ...problem, bounds });
          if (pair.ok) best = Math.min(best, value(pair.weights));
        }
      expect(value(found.weights)).toBeLessThan(best + found.certificate.gap + 1e-8);
      expect(found.certificate.gap).toBeLessThan(1e-7);
    }
  });
});

test.each([
  [{ rows: [{ id: "x", meaning: "gold", coef: { gold: 0 }, max: 1 }] }, "an unknown asset “gold”"],
  [{ rows: [{ id: "x", meaning: "gold", coef: { gold: 1 }, max: 1 }] }, "an unknown asset “gold”"],
  [{ rows: [{ id: "x", meaning: "one", coef: { a0: 1 }, min: Infinity }] }, "not a number"],
  [{ bounds: [{ min: -Infinity, max: -Infinity }, ...longOnly(1)] }, "are not numbers"],
  [{ l2: Infinity }, "L2"],
  [{ tradingCost: Infinity, current: [0.5, 0.5] }, "trading cost"],
  [{ objective: { kind: "max_utility", riskAversion: Infinity } as const }, "risk aversion"],
])("a limit or figure without a meaning is refused: %j", async (change, words) => {
  const base = market(seededRandom(1), 2);
  expect(await messageOf({ ...base, objective: { kind: "min_volatility" }, ...change })).toContain(
    words,
  );
});
