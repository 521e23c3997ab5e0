import { refuse } from "#lib/finance/errors.ts";
import { requirePeriods } from "#lib/finance/finite.ts";

import { columnsOf, inner, sampleCovariance, symmetric } from "./covariance.ts";
import type { TimeTable } from "./prices.ts";

/** A shrunk covariance per year, and how far it went to its target (0 the sample, 1 the target). */
export type Shrunk = { covariance: number[][]; shrinkage: number };

type Options = { periodsPerYear?: number };
export type ShrinkageTarget =
  | "constant_variance"
  | "single_factor"
  | "constant_correlation"
  | "oas";

/**
 * δ·F + (1 − δ)·S with the δ that minimises the expected squared error, missing returns counting as 0:
 * `constant_variance` F = mean variance·I (Ledoit & Wolf 2004a), `single_factor` one-factor market model (2003),
 * `constant_correlation` mean correlation (2004b; S pairwise), `oas` the oracle approximating shrinkage (Chen et al.
 * 2010). Refuses an asset whose return never changes: it has no correlation with anything.
 */
export function shrunkCovariance(
  returns: TimeTable,
  target: ShrinkageTarget,
  { periodsPerYear = 252 }: Options = {},
): Shrunk {
  requirePeriods(periodsPerYear);
  const columns = columnsOf(returns).map((column) =>
    centred(column.map((r) => (Number.isNaN(r) ? 0 : r))),
  );
  const still = columns.findIndex((column) => column.every((r) => Math.abs(r) < 1e-15));
  if (still >= 0)
    refuse(`The return of ${returns.assets[still]} never changes. Leave it out of the estimate.`);
  const { covariance, shrinkage } =
    target === "constant_correlation"
      ? towardsConstantCorrelation(columns, sampleCovariance(returns, { periodsPerYear: 1 }))
      : target === "single_factor"
        ? towardsSingleFactor(columns)
        : towardsIdentity(columns, target);
  return {
    covariance: covariance.map((row) => row.map((value) => value * periodsPerYear)),
    shrinkage,
  };
}

function centred(column: number[]): number[] {
  const mean = sum(column) / column.length;
  return column.map((r) => r - mean);
}

function secondMoments(x: number[][]): number[][] {
  const t = x[0]!.length;
  return symmetric(x.length, (i, j) => inner(x[i]!, x[j]!) / t);
}

/** Sum over i, j of the asymptotic variances of √t·sᵢⱼ: (x²)ᵀ(x²)/t − 2·(xᵀx/t)·S + S². */
function entryVariances(x: number[][], moments: number[][], sample: number[][]): number[][] {
  const squares = x.map((column) => column.map((r) => r * r));
  const t = x[0]!.length;
  return symmetric(
    x.length,
    (i, j) =>
      inner(squares[i]!, squares[j]!) / t -
      2 * moments[i]![j]! * sample[i]![j]! +
      sample[i]![j]! ** 2,
  );
}

function towardsIdentity(x: number[][], rule: "constant_variance" | "oas"): Shrunk {
  const s = secondMoments(x);
  const n = s.length;
  const t = x[0]!.length;
  const mean = sum(s.map((row, i) => row[i]!)) / n;
  const squared = sum(s.map((row) => inner(row, row)));
  const distance = squared - n * mean * mean;
  const noise = sum(entryVariances(x, s, s).flat()) / t;
  const oas = squared / n ** 2 + mean * mean;
  const ratio =
    rule === "oas"
      ? oas / ((t + 1) * (squared / n ** 2 - (mean * mean) / n))
      : Math.min(noise, distance) / distance;
  return blend(
    s,
    symmetric(n, (i, j) => (i === j ? mean : 0)),
    distance > 0 ? ratio : 1,
  );
}

function towardsConstantCorrelation(x: number[][], s: number[][]): Shrunk {
  const n = s.length;
  const t = x[0]!.length;
  if (s.some((row, i) => !(row[i]! > 0)))
    refuse("The return of an asset never changes. Leave it out of the estimate.");
  const deviation = s.map((row, i) => Math.sqrt(row[i]!));
  let total = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) if (i !== j) total += s[i]![j]! / (deviation[i]! * deviation[j]!);
  const mean = n > 1 ? total / (n * (n - 1)) : 0;
  const f = symmetric(n, (i, j) => (i === j ? s[i]![i]! : mean * deviation[i]! * deviation[j]!));
  const moments = secondMoments(x);
  const variances = entryVariances(x, moments, s);
  const cubes = x.map((column) => column.map((r) => r ** 3));
  let rho = sum(variances.map((row, i) => row[i]!));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const theta =
        inner(cubes[i]!, x[j]!) / t -
        moments[i]![i]! * s[i]![j]! -
        moments[i]![j]! * s[i]![i]! +
        s[i]![i]! * s[i]![j]!;
      rho += (mean * theta * deviation[j]!) / deviation[i]!;
    }
  return blend(s, f, (sum(variances.flat()) - rho) / distanceBetween(s, f) / t);
}

function towardsSingleFactor(x: number[][]): Shrunk {
  const n = x.length;
  const t = x[0]!.length;
  const market = x[0]!.map((_, day) => sum(x.map((column) => column[day]!)) / n);
  const s = secondMoments(x);
  const beta = x.map((column) => inner(column, market) / t);
  const variance = inner(market, market) / t;
  if (!(variance > 1e-14 * Math.max(...s.map((row, i) => row[i]!))))
    refuse("These assets cancel each other out on every day, so there is no market to shrink to.");
  const f = symmetric(n, (i, j) => (i === j ? s[i]![i]! : (beta[i]! * beta[j]!) / variance));
  const variances = entryVariances(x, s, s);
  const squares = x.map((column) => column.map((r) => r * r));
  const withMarket = x.map((column) => column.map((r, day) => r * market[day]!));
  let rho = sum(variances.map((row, i) => row[i]!));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const v1 = inner(squares[i]!, withMarket[j]!) / t - beta[i]! * s[i]![j]!;
      const v3 = inner(withMarket[i]!, withMarket[j]!) / t - variance * s[i]![j]!;
      rho += (2 * v1 * beta[j]!) / variance - (v3 * beta[i]! * beta[j]!) / variance ** 2;
    }
  return blend(s, f, (sum(variances.flat()) - rho) / distanceBetween(s, f) / t);
}

/** Where the sample is its own target (one asset, two assets' correlation), no ratio is defined and none matters. */
function blend(s: number[][], f: number[][], ratio: number): Shrunk {
  const shrinkage = Number.isNaN(ratio) ? 1 : Math.max(0, Math.min(1, ratio));
  return {
    covariance: s.map((row, i) =>
      row.map((value, j) => shrinkage * f[i]![j]! + (1 - shrinkage) * value),
    ),
    shrinkage,
  };
}

function distanceBetween(a: number[][], b: number[][]): number {
  return sum(a.map((row, i) => sum(row.map((value, j) => (value - b[i]![j]!) ** 2))));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
