import {
  exponentialCovariance,
  sampleCovariance,
  semiCovariance,
} from "#lib/finance/estimate/covariance.ts";
import {
  capmReturns,
  exponentialReturns,
  meanHistoricalReturns,
} from "#lib/finance/estimate/expected-returns.ts";
import {
  completeRows,
  logReturns,
  selectAssets,
  simpleReturns,
  type TimeTable,
} from "#lib/finance/estimate/prices.ts";
import { shrunkCovariance, type ShrinkageTarget } from "#lib/finance/estimate/shrinkage.ts";
import { repairCovariance } from "#lib/finance/linear/psd.ts";

import { matrix, number, numbers, strings, text, type Tables, type Vector } from "./vector.ts";

/** The prices a vector names, cut as its words say. */
export function pricesOf({ input }: Vector, tables: Tables): TimeTable {
  const inline = matrix(input.prices);
  if (inline)
    return {
      dates: inline.map((_, t) => String(t).padStart(6, "0")),
      assets: inline[0]!.map((_, i) => `asset ${i + 1}`),
      values: inline,
    };
  let prices = tables(text(input.dataset));
  const columns = strings(input.columns);
  if (columns) prices = selectAssets(prices, columns);
  return /every price present/.test(text(input.rows)) ? completeRows(prices) : prices;
}

/**
 * How a vector works returns out of prices: by logarithms where it says so (`logReturns`, "log returns"), else simply.
 */
export function returnsRule({ input, problem }: Vector): (prices: TimeTable) => TimeTable {
  const log =
    input.logReturns === true || problem.logReturns === true || /\blog/i.test(text(input.returns));
  return log ? logReturns : simpleReturns;
}

/** Returns of a vector, by date and number of rows as its words say. */
export function returnsOf(vector: Vector, tables: Tables): TimeTable {
  const inline = matrix(vector.input.returns);
  if (inline)
    return {
      dates: inline.map((_, t) => String(t).padStart(6, "0")),
      assets: strings(vector.input.columns) ?? inline[0]!.map((_, i) => `asset ${i + 1}`),
      values: inline,
    };
  const all = returnsRule(vector)(pricesOf(vector, tables));
  const words = `${text(vector.input.rows)} ${text(vector.input.returns)}`;
  const since = /returns\D*>=\s*(\d{4}-\d{2}-\d{2})/.exec(words)?.[1];
  const last = Number(/last (\d+) rows/.exec(words)?.[1] ?? Infinity);
  const from = Math.max(
    since ? all.dates.findIndex((date) => date >= since) : 0,
    last < Infinity ? all.dates.length - last : 0,
  );
  return { dates: all.dates.slice(from), assets: all.assets, values: all.values.slice(from) };
}

export type Moments = { assets: { id: string; label: string }[]; mu: number[]; cov: number[][] };

/** Expected returns and covariance of a vector: given in place, or estimated as its words say. */
export function momentsOf(vector: Vector, tables: Tables): Moments {
  const { input } = vector;
  const diagonal = numbers(input.covDiagonal);
  const given =
    matrix(input.cov) ?? diagonal?.map((value, i) => diagonal.map((_, j) => (i === j ? value : 0)));
  const mu = numbers(input.mu);
  if (given)
    return {
      assets: named(
        strings(input.columns) ??
          strings(vector.expected.order) ??
          given.map((_, i) => `asset ${i + 1}`),
      ),
      mu: mu ?? given.map(() => 0),
      cov: given,
    };
  const returns = returnsOf(vector, tables);
  const daily = /daily/.test(`${text(input.mu)} ${text(input.cov)}`);
  const periodsPerYear = daily ? 1 : 252;
  const cov = repairCovariance(covarianceOf(text(input.cov), returns, periodsPerYear)).covariance;
  const compounding = !/arithmetic/.test(text(input.mu));
  const means = mu ?? meanHistoricalReturns(returns, { periodsPerYear, compounding });
  return { assets: named(returns.assets), mu: means, cov };
}

function named(ids: string[]): Moments["assets"] {
  return ids.map((id) => ({ id, label: id }));
}

/** The covariance an estimator's name means, per year. */
export function covarianceOf(
  words: string,
  returns: TimeTable,
  periodsPerYear: number,
  problem: Vector["problem"] = {},
): number[][] {
  const annual = { periodsPerYear };
  const span = number(problem.span) ?? Number(/span\D*(\d+)/.exec(words)?.[1] ?? 180);
  const benchmark =
    number(problem.benchmark) ?? Number(/benchmark\s+([\d.e-]+)/.exec(words)?.[1] ?? 0);
  if (/semi/i.test(words)) return semiCovariance(returns, { benchmark, ...annual });
  if (/exp/i.test(words)) return exponentialCovariance(returns, { span, ...annual });
  const target = shrinkageTarget(words);
  return target
    ? shrunkCovariance(returns, target, annual).covariance
    : sampleCovariance(returns, annual);
}

/** How far a named estimator shrinks towards its target; undefined for one that does not shrink. */
export function shrinkageOf(words: string, returns: TimeTable): number | undefined {
  const target = shrinkageTarget(words);
  return target && shrunkCovariance(returns, target).shrinkage;
}

function shrinkageTarget(words: string): ShrinkageTarget | undefined {
  if (/oas|oracle/i.test(words)) return "oas";
  if (/single.?factor/i.test(words)) return "single_factor";
  if (/constant.?correlation/i.test(words)) return "constant_correlation";
  return /ledoit|shrunk|constant.?variance/i.test(words) ? "constant_variance" : undefined;
}

/** The expected returns an estimator's name means. */
export function meansOf(vector: Vector, tables: Tables): number[] {
  const { problem, input } = vector;
  const returns = returnsOf(vector, tables);
  const words = text(problem.estimator);
  const options = {
    periodsPerYear: number(problem.frequency) ?? 252,
    compounding: problem.compounding !== false,
  };
  if (/capm/i.test(words)) {
    const market = input.market ? { market: returnsRule(vector)(tables(text(input.market))) } : {};
    return capmReturns(returns, {
      ...options,
      riskFreeRate: number(problem.riskFreeRate) ?? 0,
      ...market,
    });
  }
  if (/ema|exponential/i.test(words))
    return exponentialReturns(returns, { ...options, span: number(problem.span) ?? 500 });
  return meanHistoricalReturns(returns, options);
}
