import { refuse } from "#lib/finance/errors.ts";
import { requirePeriods } from "#lib/finance/finite.ts";

import { columnOf, type TimeTable } from "./prices.ts";

/** `periodsPerYear` 252 for daily returns; `compounding` false multiplies the arithmetic mean instead. */
export type Annualising = { periodsPerYear?: number; compounding?: boolean };

/**
 * Past mean per asset and year: ∏(1 + r)^(periods / count) − 1, or mean·periods; each column over its own history.
 */
export function meanHistoricalReturns(returns: TimeTable, options: Annualising = {}): number[] {
  return returns.assets.map((asset, i) => {
    const column = columnOf(returns, i);
    if (column.length === 0) refuse(`${asset} has no returns.`);
    requireReturns(column, asset, options);
    return annualMean(column, options);
  });
}

function notEndless(value: number): number {
  if (!Number.isFinite(value)) refuse("These returns are too large to be worked out for a year.");
  return value;
}

/** Refuses returns that are endless, and losses of more than everything where they compound. */
function requireReturns(column: number[], asset: string, options: Annualising): void {
  requirePeriods(options.periodsPerYear ?? 252);
  const least = options.compounding === false ? -Infinity : -1;
  if (column.some((r) => !(r >= least) || Math.abs(r) === Infinity))
    refuse(`${asset} has a return that is not a number of −100% or more.`);
}

function annualMean(
  column: number[],
  { periodsPerYear = 252, compounding = true }: Annualising,
): number {
  if (!compounding) return (column.reduce((sum, r) => sum + r, 0) / column.length) * periodsPerYear;
  const growth = column.reduce((product, r) => product * (1 + r), 1);
  return notEndless(growth ** (periodsPerYear / column.length) - 1);
}

/**
 * Exponentially weighted mean: weights (1−α)^age with α = 2/(span+1), the ages counted by row position, normalised
 * over the rows that have a value; (1 + mean)^periods − 1 when compounding.
 */
export function exponentialReturns(
  returns: TimeTable,
  options: Annualising & { span?: number } = {},
): number[] {
  const { span = 500, periodsPerYear = 252, compounding = true } = options;
  return returns.assets.map((asset, i) => {
    const column = columnOf(returns, i);
    if (column.length === 0) refuse(`${asset} has no returns.`);
    requireReturns(column, asset, options);
    const mean = exponentialMean(
      returns.values.map((row) => row[i]!),
      span,
    );
    return notEndless(compounding ? (1 + mean) ** periodsPerYear - 1 : mean * periodsPerYear);
  });
}

/**
 * The exponentially weighted mean of a series whose missing values keep their place. Refuses a series without values.
 */
export function exponentialMean(series: ArrayLike<number>, span: number): number {
  if (!(span >= 1)) refuse("The span of a weighted mean must be 1 or more.");
  const keep = 1 - 2 / (span + 1);
  let sum = 0;
  let total = 0;
  for (let t = 0; t < series.length; t++) {
    sum *= keep;
    total *= keep;
    if (Number.isNaN(series[t]!)) continue;
    sum += series[t]!;
    total += 1;
  }
  // Long after the last value the weights run out of digits.
  if (!(total > 0) || !Number.isFinite(sum)) refuse("A series without values has no mean.");
  return sum / total;
}

/**
 * Capital asset pricing: rf + βᵢ·(market mean − rf), βᵢ = cov(rᵢ, market)/var(market) over days both have.
 * Without a `market` table, the market is the equal-weighted mean of the assets of each day.
 */
export function capmReturns(
  returns: TimeTable,
  options: Annualising & { riskFreeRate: number; market?: TimeTable },
): number[] {
  const market = options.market ? joined(returns, options.market) : returns.values.map(presentMean);
  if (!Number.isFinite(options.riskFreeRate)) refuse("The risk-free rate must be a number.");
  const held = market.filter((value) => !Number.isNaN(value));
  if (held.length < 2) refuse("The market needs at least two returns on days the assets have.");
  requireReturns(held, "The market", options);
  const premium = annualMean(held, options) - options.riskFreeRate;
  const variance = pairedCovariance(market, market);
  if (variance === null || !(variance > 0))
    refuse("The market never moves, so nothing can be measured against it.");
  return returns.assets.map((asset, i) => {
    const column = returns.values.map((row) => row[i]!);
    const shared = pairedCovariance(column, market);
    if (shared === null) refuse(`${asset} and the market share fewer than two days of returns.`);
    return options.riskFreeRate + (shared / variance) * premium;
  });
}

function joined(returns: TimeTable, market: TimeTable): number[] {
  const onDate = new Map(market.dates.map((date, t) => [date, market.values[t]![0]!]));
  return returns.dates.map((date) => onDate.get(date) ?? NaN);
}

function presentMean(row: number[]): number {
  const present = row.filter((value) => !Number.isNaN(value));
  return present.reduce((sum, value) => sum + value, 0) / present.length;
}

/** Covariance (n − 1) over the positions where both series have a value; null with fewer than two. */
export function pairedCovariance(a: readonly number[], b: readonly number[]): number | null {
  let count = 0;
  let meanA = 0;
  let meanB = 0;
  for (let t = 0; t < a.length; t++) {
    if (Number.isNaN(a[t]! + b[t]!)) continue;
    count++;
    meanA += a[t]!;
    meanB += b[t]!;
  }
  meanA /= count;
  meanB /= count;
  let sum = 0;
  for (let t = 0; t < a.length; t++)
    if (!Number.isNaN(a[t]! + b[t]!)) sum += (a[t]! - meanA) * (b[t]! - meanB);
  if (count < 2) return null;
  if (!Number.isFinite(sum)) refuse("A return must be a number.");
  return sum / (count - 1);
}
