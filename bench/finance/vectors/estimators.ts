import {
  blackLitterman,
  impliedReturns,
  marketRiskAversion,
  outlookWeights,
  type View,
} from "#lib/finance/estimate/black-litterman.ts";
import { columnOf } from "#lib/finance/estimate/prices.ts";
import { flatten } from "#lib/finance/linear/linear-algebra.ts";
import { isCovariance, repairCovariance } from "#lib/finance/linear/psd.ts";
import { quadraticForm } from "#lib/finance/solver/program.ts";

import type { Comparison } from "./compare.ts";
import { covarianceOf, meansOf, momentsOf, returnsOf, returnsRule, shrinkageOf } from "./inputs.ts";
import { matrix, number, numbers, record, text, type Tables, type Vector } from "./vector.ts";

/** estimators: expected returns, covariance matrices, repair of an indefinite one. */
export function estimators(vector: Vector, tables: Tables, compare: Comparison): void {
  const { problem, expected, input } = vector;
  const name = text(problem.estimator);
  if (/fix|repair|psd/.test(name)) {
    const given = matrix(input.cov)!;
    compare.same("isPsdBefore", isCovariance(given), expected.isPsdBefore);
    compare.same(
      "isPsdAfter",
      isCovariance(repairCovariance(given).covariance),
      expected.isPsdAfter,
    );
    return;
  }
  const values = numbers(expected.values);
  if (values) return compare.list("values", meansOf(vector, tables), values);
  const periods = number(problem.frequency) ?? 252;
  const found = covarianceOf(name, returnsOf(vector, tables), periods, problem);
  const stated = matrix(expected.matrix);
  const shrinkage = number(expected.shrinkage) ?? number(expected.delta);
  if (shrinkage !== undefined)
    compare.number("shrinkage", shrinkageOf(name, returnsOf(vector, tables)), shrinkage);
  if (stated) stated.forEach((row, i) => compare.list(`row ${i}`, found[i], row));
  else if (shrinkage === undefined) compare.fail(`nothing known to compare for ${name}`);
}

/**
 * Market values the published tests of the implied prior use, in billions of US dollars (PyPortfolioOpt,
 * tests/utilities_for_tests.py).
 */
const marketValues: Record<string, number> = {
  GOOG: 927,
  AAPL: 1190,
  FB: 574,
  BABA: 533,
  AMZN: 867,
  GE: 96,
  AMD: 43,
  WMT: 339,
  BAC: 301,
  GM: 51,
  T: 61,
  UAA: 78,
  SHLD: 0,
  XOM: 295,
  RRC: 1,
  BBY: 22,
  MA: 288,
  PFE: 212,
  JPM: 422,
  SBUX: 102,
};

/** black-litterman: implied risk aversion, posterior returns by confidence, performance of the outlook's weights. */
export function blackLittermanVector(vector: Vector, tables: Tables, compare: Comparison): void {
  const { problem, expected, input } = vector;
  if (/risk aversion/.test(text(problem.compute))) return riskAversion(vector, tables, compare);
  const confidences = numbers(problem.confidences);
  const prior = numbers(input.prior);
  if (confidences && prior && expected.posteriorReturnPerConfidence !== undefined)
    return byConfidence(vector, prior, confidences, compare);

  const { assets, cov } = momentsOf(vector, tables);
  const riskFreeRate = number(problem.riskFreeRate) ?? 0.02;
  const ids = assets.map(({ id }) => id);
  const implied = priorOf(vector, tables, { ids, cov, riskFreeRate });
  const stated = numbers(expected.values);
  if (stated) return compare.list("values", implied, stated);
  const views = viewsOf(vector, ids);
  const posterior = blackLitterman(implied, cov, views, { tau: number(problem.tau) ?? 0.05 });
  const weights = outlookWeights(posterior.expectedReturns, cov);
  const mean = weights.reduce((sum, w, i) => sum + w * posterior.expectedReturns[i]!, 0);
  const volatility = Math.sqrt(quadraticForm(flatten(posterior.covariance), weights));
  const figures = { expectedReturn: mean, volatility, sharpe: (mean - riskFreeRate) / volatility };
  for (const [name, value] of Object.entries(figures)) {
    const wanted = number(expected[name]);
    if (wanted !== undefined) compare.number(name, value, wanted);
  }
  const returns = numbers(expected.posteriorReturns);
  if (returns) compare.list("posteriorReturns", posterior.expectedReturns, returns);
}

/** The prior a vector names: figures of its own, the same for all, or what its market values imply. */
function priorOf(
  vector: Vector,
  tables: Tables,
  { ids, cov, riskFreeRate }: { ids: string[]; cov: number[][]; riskFreeRate: number },
): number[] {
  const { input, problem } = vector;
  const prior = input.prior ?? problem.prior;
  const listed = numbers(prior) ?? byName(prior, ids);
  if (listed) return listed;
  if (prior === "equal") return ids.map(() => 1 / ids.length);
  const market = text(input.market) || "ppo_spy_prices.csv";
  const delta =
    number(problem.delta) ??
    marketRiskAversion(columnOf(returnsRule(vector)(tables(market)), 0), { riskFreeRate });
  const caps = input.marketCaps ?? problem.marketCaps ?? marketValues;
  const values = numbers(caps) ?? byName(caps, ids) ?? [];
  const total = values.reduce((sum, value) => sum + value, 0);
  const held = values.map((value) => value / total);
  return impliedReturns(cov, held, { riskAversion: delta, riskFreeRate });
}

/** A number for each asset from a record by name; undefined where one is missing. */
function byName(value: unknown, ids: readonly string[]): number[] | undefined {
  const named = record(value);
  const found = ids.map((id) => number(named[id]));
  return found.every((one) => one !== undefined) ? found : undefined;
}

/**
 * Views by asset name, one for each asset, or rows P of their own with values Q; with confidences where they are
 * stated.
 */
function viewsOf({ input, problem }: Vector, ids: readonly string[]): View[] {
  const confidences = numbers(problem.confidences) ?? numbers(problem.viewConfidences);
  const rows = matrix(problem.P ?? input.P);
  const values = numbers(problem.Q ?? input.Q) ?? numbers(problem.views ?? input.views);
  const absolute = Object.entries(record(problem.views ?? input.views));
  const bare: View[] = values
    ? values.map((value, k) => ({ coef: rows?.[k] ?? ids.map((_, i) => Number(i === k)), value }))
    : absolute.map(([id, value]) => ({
        coef: ids.map((asset) => Number(asset === id)),
        value: Number(value),
      }));
  return bare.map((view, k) => {
    const confidence = confidences?.[k];
    return confidence === undefined ? view : { coef: view.coef, value: view.value, confidence };
  });
}

function riskAversion(vector: Vector, tables: Tables, compare: Comparison): void {
  const { input, problem, expected } = vector;
  const market = columnOf(returnsRule(vector)(tables(text(input.dataset))), 0);
  const riskFreeRate =
    number(problem.riskFreeRate) ?? Number(/rf ([\d.]+)/.exec(text(problem.compute))?.[1] ?? 0.02);
  const periodsPerYear = number(problem.frequency) ?? 252;
  compare.number(
    "value",
    marketRiskAversion(market, { riskFreeRate, periodsPerYear }),
    Number(expected.value),
  );
}

function byConfidence(
  { input, expected }: Vector,
  prior: number[],
  confidences: number[],
  compare: Comparison,
): void {
  const given = numbers(input.views)!;
  const n = prior.length;
  const cov = matrix(input.cov) ?? prior.map((_, i) => prior.map((_value, j) => Number(i === j)));
  const found = confidences.map((confidence) => {
    const views = given.map((value, i) => ({
      coef: prior.map((_, j) => Number(i === j)),
      value,
      confidence,
    }));
    return blackLitterman(prior, cov, views).expectedReturns[n - 1]!;
  });
  compare.list(
    "posteriorReturnPerConfidence",
    found,
    numbers(expected.posteriorReturnPerConfidence) ?? [],
  );
}
