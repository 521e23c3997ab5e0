import {
  blackLitterman,
  impliedReturns,
  marketRiskAversion,
  outlookWeights,
  type View,
} from "#lib/finance/estimate/black-litterman.ts";
import { columnOf, simpleReturns } from "#lib/finance/estimate/prices.ts";
import { flatten } from "#lib/finance/linear/linear-algebra.ts";
import { isCovariance, repairCovariance } from "#lib/finance/linear/psd.ts";
import { quadraticForm } from "#lib/finance/solver/program.ts";

import type { Comparison } from "./compare.ts";
import { covarianceOf, meansOf, momentsOf, returnsOf } from "./inputs.ts";
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
  if (stated) stated.forEach((row, i) => compare.list(`row ${i}`, found[i], row));
  else compare.fail(`nothing known to compare for ${name}`);
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
  if (confidences && prior) return byConfidence(vector, prior, confidences, compare);

  const { assets, cov } = momentsOf(vector, tables);
  const market = columnOf(simpleReturns(tables("ppo_spy_prices.csv")), 0);
  const riskFreeRate = 0.02;
  const riskAversionOfMarket =
    number(problem.delta) ?? marketRiskAversion(market, { riskFreeRate });
  const total = assets.reduce((sum, { id }) => sum + marketValues[id]!, 0);
  const held = assets.map(({ id }) => marketValues[id]! / total);
  const implied = impliedReturns(cov, held, {
    riskAversion: riskAversionOfMarket,
    riskFreeRate,
  });
  const stated = numbers(expected.values);
  if (stated) return compare.list("values", implied, stated);
  const views: View[] = Object.entries(record(problem.views)).map(([id, value]) => ({
    coef: assets.map((asset) => Number(asset.id === id)),
    value: Number(value),
  }));
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

function riskAversion(
  { input, problem, expected }: Vector,
  tables: Tables,
  compare: Comparison,
): void {
  const market = columnOf(simpleReturns(tables(text(input.dataset))), 0);
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
