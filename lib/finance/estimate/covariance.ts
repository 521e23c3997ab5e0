import { refuse } from "#lib/finance/errors.ts";
import { requirePeriods } from "#lib/finance/finite.ts";
import { requireSymmetric } from "#lib/finance/linear/linear-algebra.ts";

import { exponentialMean, pairedCovariance } from "./expected-returns.ts";
import type { TimeTable } from "./prices.ts";

/** All estimators give the covariance per year: periods·(per-period covariance), n×n in the order of the assets. */
type Options = { periodsPerYear?: number };

/** Sample covariance (n − 1) of each pair over the days both have; may be indefinite, see `repairCovariance`. */
export function sampleCovariance(
  returns: TimeTable,
  { periodsPerYear = 252 }: Options = {},
): number[][] {
  requirePeriods(periodsPerYear);
  const columns = columnsOf(returns);
  return symmetric(columns.length, (i, j) => {
    const value = pairedCovariance(columns[i]!, columns[j]!);
    if (value === null)
      refuse(`${returns.assets[i]} and ${returns.assets[j]} share fewer than two days of returns.`);
    return value * periodsPerYear;
  });
}

/** Semicovariance: DᵀD/T with D = min(r − benchmark, 0), missing returns counting as 0. */
export function semiCovariance(
  returns: TimeTable,
  { benchmark = 0, periodsPerYear = 252 }: Options & { benchmark?: number } = {},
): number[][] {
  requirePeriods(periodsPerYear);
  if (!Number.isFinite(benchmark)) refuse("The benchmark must be a number.");
  const drops = columnsOf(returns).map((column) =>
    column.map((r) => (Number.isNaN(r) ? 0 : Math.min(r - benchmark, 0))),
  );
  const count = returns.values.length;
  return symmetric(drops.length, (i, j) => (inner(drops[i]!, drops[j]!) / count) * periodsPerYear);
}

/** Exponentially weighted mean (see `exponentialMean`) of the product of returns less their plain means. */
export function exponentialCovariance(
  returns: TimeTable,
  { span = 180, periodsPerYear = 252 }: Options & { span?: number } = {},
): number[][] {
  requirePeriods(periodsPerYear);
  const centred = columnsOf(returns).map((column, i) => {
    const present = column.filter((r) => !Number.isNaN(r));
    if (present.length < 2) refuse(`${returns.assets[i]} has fewer than two returns.`);
    const mean = present.reduce((sum, r) => sum + r, 0) / present.length;
    return column.map((r) => r - mean);
  });
  return symmetric(centred.length, (i, j) => {
    const products = centred[i]!.map((value, t) => value * centred[j]![t]!);
    if (products.every(Number.isNaN))
      refuse(`${returns.assets[i]} and ${returns.assets[j]} share no day of returns.`);
    return exponentialMean(products, span) * periodsPerYear;
  });
}

/** n×n from its upper triangle. */
export function symmetric(n: number, entry: (i: number, j: number) => number): number[][] {
  const out = Array.from({ length: n }, () => Array<number>(n).fill(0));
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      const value = entry(i, j);
      out[i]![j] = value;
      out[j]![i] = value;
    }
  return out;
}

/**
 * The columns of a table as arrays over time, missing values as NaN. Refuses a table without rows, or with endless
 * values.
 */
export function columnsOf({ assets, values }: TimeTable): number[][] {
  if (values.length === 0 || assets.length === 0) refuse("There are no returns to estimate from.");
  for (const row of values) {
    if (row.length !== assets.length) refuse(`Every row needs ${assets.length} columns.`);
    if (row.some((value) => Math.abs(value) === Infinity)) refuse("A return must be a number.");
  }
  return assets.map((_, i) => values.map((row) => row[i]!));
}

/** Σₜ aₜ·bₜ. */
export function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t]! * b[t]!;
  return sum;
}

/**
 * ρᵢⱼ = Σᵢⱼ / √(Σᵢᵢ·Σⱼⱼ). Refuses an asset without variance, which has no correlation with
 * anything.
 */
export function correlationOf(covariance: readonly (readonly number[])[]): number[][] {
  requireSymmetric(covariance, covariance.length, "covariance matrix");
  const still = covariance.findIndex((row, i) => !(row[i]! > 0));
  if (still >= 0)
    refuse(`Asset ${still + 1} is without variance, so it has no correlation with the others.`);
  return covariance.map((row, i) =>
    row.map((value, j) => value / (Math.sqrt(covariance[i]![i]!) * Math.sqrt(covariance[j]![j]!))),
  );
}
