import { expect, test } from "vitest";

import { isCovariance, repairCovariance } from "#lib/finance/linear/psd.ts";
import { seededRandom } from "#lib/finance/outlook/random.ts";

import {
  correlationOf,
  exponentialCovariance,
  sampleCovariance,
  semiCovariance,
} from "./covariance.ts";
import { capmReturns, exponentialReturns, meanHistoricalReturns } from "./expected-returns.ts";
import { checkPrices, completeRows, logReturns, simpleReturns, type TimeTable } from "./prices.ts";
import { shrunkCovariance } from "./shrinkage.ts";

const days = (count: number) =>
  Array.from({ length: count }, (_, t) => `2026-01-${String(t + 1).padStart(2, "0")}`);
const table = (values: number[][], assets = values[0]!.map((_, i) => `A${i + 1}`)): TimeTable => ({
  dates: days(values.length),
  assets,
  values,
});

test.each([
  ["one row", table([[1, 2]]), "At least two rows of prices are needed"],
  [
    "a gap",
    table([
      [1, 2],
      [1.1, NaN],
      [1.2, 2.1],
    ]),
    "A2 has no price on 2026-01-02. Fill or remove that day first.",
  ],
  [
    "a zero",
    table([
      [1, 2],
      [0, 2.1],
    ]),
    "A1 has a price of 0 on 2026-01-02. Prices must be above zero.",
  ],
  [
    "a negative price",
    table([
      [1, 2],
      [-1, 2.1],
    ]),
    "A1 has a price of -1 on 2026-01-02",
  ],
  [
    "a constant column",
    table([
      [1, 2],
      [1, 2.1],
    ]),
    "The price of A1 never changes",
  ],
  [
    "an asset twice",
    table(
      [
        [1, 2],
        [1.1, 2.1],
      ],
      ["X", "X"],
    ),
    "The asset X appears in two columns.",
  ],
  [
    "a date twice",
    {
      ...table([
        [1, 2],
        [1.1, 2.1],
      ]),
      dates: ["2026-01-01", "2026-01-01"],
    },
    "The date 2026-01-01 appears twice.",
  ],
  [
    "dates backwards",
    {
      ...table([
        [1, 2],
        [1.1, 2.1],
      ]),
      dates: ["2026-01-02", "2026-01-01"],
    },
    "The dates must rise",
  ],
  [
    "an empty column",
    table([
      [1, NaN],
      [1.1, NaN],
    ]),
    "A2 needs at least two prices.",
  ],
])("prices with %s are refused in a sentence", (_, prices, sentence) => {
  expect(() => checkPrices(prices)).toThrow(sentence);
});

test("blanks before the first price mean not listed yet", () => {
  const prices = table([
    [1, NaN],
    [1.1, 2],
    [1.2, 2.1],
  ]);
  expect(() => checkPrices(prices)).not.toThrow();
  expect(simpleReturns(prices).values[0]![1]).toBeNaN();
  expect(completeRows(simpleReturns(prices)).values).toHaveLength(1);
  expect(logReturns(prices).values[1]![0]).toBeCloseTo(Math.log(1.2 / 1.1), 14);
});

test("means: compounded over an asset's own days, exponentially weighted, by the market", () => {
  const returns = simpleReturns(
    table([
      [1, NaN],
      [1.1, 1],
      [1.21, 1.2],
    ]),
  );
  const [a, b] = meanHistoricalReturns(returns, { periodsPerYear: 2 });
  expect(a).toBeCloseTo(0.21, 12);
  expect(b).toBeCloseTo(0.44, 12);
  expect(exponentialReturns(returns, { periodsPerYear: 1, span: 10 })[0]).toBeCloseTo(0.1, 12);
  const market = { dates: returns.dates, assets: ["M"], values: [[0.1], [0.2]] };
  const pair = { ...returns, assets: ["A"], values: [[0.05], [0.1]] };
  const [expected] = capmReturns(pair, { riskFreeRate: 0, market, periodsPerYear: 2 });
  expect(expected).toBeCloseTo(0.5 * (1.1 * 1.2 - 1), 12);
});

test("three rows for fifty assets: the sample is singular, every shrunk covariance is not, and a repair says so", () => {
  const random = seededRandom(5);
  const values = Array.from({ length: 4 }, () =>
    Array.from({ length: 50 }, () => 1 + 0.1 * random.uniform()),
  );
  const returns = simpleReturns(table(values));
  const sample = sampleCovariance(returns);
  expect(repairCovariance(sample).covariance[0]![0]).toBeCloseTo(sample[0]![0]!, 8);
  for (const target of [
    "constant_variance",
    "single_factor",
    "constant_correlation",
    "oas",
  ] as const) {
    const { covariance, shrinkage } = shrunkCovariance(returns, target);
    expect(shrinkage).toBeGreaterThan(0);
    expect(shrinkage).toBeLessThanOrEqual(1);
    expect(isCovariance(covariance)).toBe(true);
  }
  const broken = [
    [1, 0.9, -0.9],
    [0.9, 1, 0.9],
    [-0.9, 0.9, 1],
  ];
  const { covariance, repaired } = repairCovariance(broken);
  expect(repaired).toBe(true);
  expect(isCovariance(covariance)).toBe(true);
  expect(
    repairCovariance([
      [1, 0],
      [0, 1],
    ]),
  ).toEqual({
    covariance: [
      [1, 0],
      [0, 1],
    ],
    repaired: false,
  });
});

test("only falls count in a semicovariance, and a correlation has a diagonal of one", () => {
  const returns: TimeTable = { dates: days(2), assets: ["A"], values: [[0.1], [-0.2]] };
  expect(semiCovariance(returns, { periodsPerYear: 1 })[0]![0]).toBeCloseTo(0.02, 14);
  expect(
    correlationOf([
      [4, 2],
      [2, 9],
    ]),
  ).toEqual([
    [1, 2 / 6],
    [2 / 6, 1],
  ]);
});

test("what cannot be estimated from is refused in a sentence, never answered with a number that is none", () => {
  const rows = [
    [1, 5],
    [2, 5],
    [3, 5],
    [5, 5],
  ];
  const flat = simpleReturns(table(rows));
  for (const target of [
    "constant_variance",
    "single_factor",
    "constant_correlation",
    "oas",
  ] as const) {
    expect(() => shrunkCovariance(flat, target)).toThrow("The return of A2 never changes.");
    const alone = shrunkCovariance(simpleReturns(table(rows.map(([price]) => [price!]))), target);
    expect(alone.covariance[0]![0]).toBeGreaterThan(0);
  }
  expect(() => simpleReturns(table([[1, 2]]))).toThrow("at least two days");
  const missing = { dates: ["a", "b"], assets: ["A", "B"], values: rows.slice(0, 2) };
  missing.values = missing.values.map(([price]) => [price!, Number.NaN]);
  expect(() => exponentialCovariance(missing)).toThrow("B has fewer than two returns.");
  expect(() => sampleCovariance({ ...missing, dates: [], values: [] })).toThrow("no returns");
  const market = { ...flat, assets: ["M"], values: flat.values.map(() => [0.01]) };
  expect(() => capmReturns(flat, { riskFreeRate: 0, market })).toThrow("The market never moves");
});
