import { describe, expect, test } from "vitest";

import { logNormalYear } from "./log-normal.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { project, type ProjectionInput } from "./projection.ts";
import { seededRandom } from "./random.ts";
import { riskTable } from "./risk-table.ts";

test("the normal law at known points", () => {
  expect(normalCdf(1.96)).toBeCloseTo(0.9750021048517795, 14);
  expect(normalCdf(-8) / 6.220960574271785e-16).toBeCloseTo(1, 10);
  expect(normalQuantile(0.05)).toBeCloseTo(-1.6448536269514722, 12);
  expect(normalQuantile(0.999)).toBeCloseTo(3.090232306167813, 12);
});

describe("the seeded stream", () => {
  test("is the same for the same seed and another for another", () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 5 }, random.uniform);
    };
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
  });

  test("has the mean, spread and tails of a normal law", () => {
    const random = seededRandom(9);
    const draws = Array.from({ length: 200_000 }, random.normal);
    const moment = (k: number) => draws.reduce((sum, z) => sum + z ** k, 0) / draws.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.12);
    expect(draws.filter((z) => z < -1.6448536).length / draws.length).toBeCloseTo(0.05, 2);
  });
});

describe("the projection against closed forms", () => {
  const base: ProjectionInput = {
    initial: 10_000,
    monthlySaving: 0,
    years: 10,
    inflation: 0.02,
    returns: { kind: "log_normal", expectedReturn: 0.06, volatility: 0.12 },
    paths: 20_000,
    seed: 3,
  };

  test("without risk, every path is the compound sum", () => {
    const certain = { kind: "log_normal", expectedReturn: 0.05, volatility: 0 } as const;
    const found = project({
      ...base,
      monthlySaving: 100,
      inflation: 0,
      returns: certain,
      paths: 3,
    });
    const r = 1.05 ** (1 / 12) - 1;
    const value = 10_000 * 1.05 ** 10 + (100 * ((1 + r) ** 120 - 1)) / r;
    expect(found.fan.at(-1)!.p5).toBeCloseTo(value, 6);
    expect(found.fan.at(-1)!.p95).toBeCloseTo(value, 6);
    expect(found.contributed).toBe(22_000);
  });

  test("the mean and the percentiles are those of the log-normal law, within four standard errors", () => {
    const found = project(base);
    const mean = 10_000 * (1.06 / 1.02) ** 10;
    expect(Math.abs(found.mean.value - mean)).toBeLessThan(4 * found.mean.standardError);
    const { mean: a, deviation: b } = logNormalYear(0.06, 0.12);
    const quantile = (p: number) =>
      10_000 * Math.exp(10 * (a - Math.log(1.02)) + b * Math.sqrt(10) * normalQuantile(p));
    const last = found.fan.at(-1)!;
    expect(last.p50 / quantile(0.5)).toBeCloseTo(1, 1.5);
    expect(last.p10 / quantile(0.1)).toBeCloseTo(1, 1.5);
    expect(last.p90 / quantile(0.9)).toBeCloseTo(1, 1.5);
  });

  test("the chance of a goal is the one of the law, with its error", () => {
    const { mean: a, deviation: b } = logNormalYear(0.06, 0.12);
    const goal = 12_000;
    const z = (Math.log(goal / 10_000) - 10 * (a - Math.log(1.02))) / (b * Math.sqrt(10));
    const found = project({ ...base, goal }).goal!;
    expect(Math.abs(found.probability - (1 - normalCdf(z)))).toBeLessThan(4 * found.standardError);
  });

  test("costs come off every year", () => {
    const certain = { kind: "log_normal", expectedReturn: 0.05, volatility: 0 } as const;
    const found = project({ ...base, inflation: 0, yearlyCost: 0.01, returns: certain, paths: 1 });
    expect(found.fan.at(-1)!.p50).toBeCloseTo(10_000 * (1.05 * 0.99) ** 10, 6);
  });

  test("the block bootstrap keeps the mean of the months it draws from", () => {
    const random = seededRandom(1);
    const monthlyReturns = Array.from({ length: 240 }, () => 0.005 + 0.03 * random.normal());
    const monthly = monthlyReturns.reduce((sum, r) => sum + r, 0) / 240;
    const found = project({
      ...base,
      inflation: 0,
      years: 1,
      returns: { kind: "bootstrap", monthlyReturns, meanBlockMonths: 1 },
    });
    const mean = 10_000 * (1 + monthly) ** 12;
    expect(Math.abs(found.mean.value - mean)).toBeLessThan(4 * found.mean.standardError);
  });

  test("refuses what has no meaning, in a sentence", () => {
    expect(() => project({ ...base, initial: NaN })).toThrow(
      "The starting amount must be zero or more.",
    );
    expect(() => project({ ...base, years: 0 })).toThrow("between one month and 100 years");
    const few = { kind: "bootstrap", monthlyReturns: [0.01] } as const;
    expect(() => project({ ...base, returns: few })).toThrow("at least 24 monthly returns");
  });
});

test("the bad year of the risk table is the one the simulation shows", () => {
  const table = riskTable({ expectedReturn: 0.06, volatility: 0.12 });
  const year = project({
    initial: 1,
    monthlySaving: 0,
    years: 1,
    inflation: 0,
    returns: { kind: "log_normal", expectedReturn: 0.06, volatility: 0.12 },
    paths: 40_000,
  });
  expect(1 - year.fan.at(-1)!.p5).toBeCloseTo(table.worstYear, 2);
  expect(table.worstYearAverage).toBeGreaterThan(table.worstYear);
  expect(table.maxDrawdown.bad).toBeGreaterThan(table.maxDrawdown.median);
  expect(riskTable({ expectedReturn: 0.06, volatility: 0.12 })).toEqual(table);
});
