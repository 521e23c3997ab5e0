import * as assumptions from "#lib/finance/estimate/assumptions.ts";
import * as views from "#lib/finance/estimate/black-litterman.ts";
import * as covariance from "#lib/finance/estimate/covariance.ts";
import * as means from "#lib/finance/estimate/expected-returns.ts";
import * as prices from "#lib/finance/estimate/prices.ts";
import * as shrinkage from "#lib/finance/estimate/shrinkage.ts";
import * as clustering from "#lib/finance/hierarchical/clustering.ts";
import * as hierarchical from "#lib/finance/hierarchical/hierarchical.ts";
import * as leaves from "#lib/finance/hierarchical/leaf-order.ts";
import * as split from "#lib/finance/hierarchical/split.ts";
import * as algebra from "#lib/finance/linear/linear-algebra.ts";
import * as psd from "#lib/finance/linear/psd.ts";
import { optimizeWithCounts } from "#lib/finance/optimize/cardinality.ts";
import { frontier } from "#lib/finance/optimize/frontier.ts";
import { mostDiversified } from "#lib/finance/optimize/max-diversification.ts";
import { optimize } from "#lib/finance/optimize/optimize.ts";
import { backtest } from "#lib/finance/outlook/backtest.ts";
import { logNormalYear } from "#lib/finance/outlook/log-normal.ts";
import { normalCdf, normalQuantile } from "#lib/finance/outlook/normal.ts";
import { project } from "#lib/finance/outlook/projection.ts";
import { quantileOfSorted } from "#lib/finance/outlook/quantile.ts";
import { seededRandom } from "#lib/finance/outlook/random.ts";
import { riskTable } from "#lib/finance/outlook/risk-table.ts";
import { diversificationRatio, riskContributions } from "#lib/finance/risk-parity/contributions.ts";
import { riskParity } from "#lib/finance/risk-parity/risk-parity.ts";
import { optimizeScenarios } from "#lib/finance/scenario/optimize.ts";
import { measureRisk, orderedWeights, riskMeasures } from "#lib/finance/scenario/risk-measures.ts";
import { runningCost, tradingCost } from "#lib/finance/trade/costs.ts";
import { exactShares, greedyShares } from "#lib/finance/trade/discrete.ts";
import { daysBetween, longTermFrom } from "#lib/finance/trade/holding-period.ts";
import { checkWeights, drift, valueHoldings } from "#lib/finance/trade/holdings.ts";
import { planRebalance } from "#lib/finance/trade/rebalance.ts";
import { chooseLots } from "#lib/finance/trade/tax-lots.ts";
import { tradesTo } from "#lib/finance/trade/trades.ts";
import { DegenerateDraw } from "#tests/support/degenerate-draw.ts";

export const mayMiss = "a missing value stays missing";

/** One call for each exported function, by its name. */
export const calls: Record<string, (d: DegenerateDraw) => unknown> = {
  assetClass: (d) => assumptions.assetClass(d.of("cash", "gold", "nothing", "")),
  expectedMoments: (d) => assumptions.expectedMoments(d.of(["cash"], [], ["nothing"], undefined)),
  defaultBounds: (d) => assumptions.defaultBounds(d.of(["cash"], [], ["nothing"])),
  defaultRows: (d) =>
    assumptions.defaultRows(d.of(["cash"], [], ["nothing"])).map(({ coef }) => coef),
  marketRiskAversion: (d) =>
    views.marketRiskAversion(d.list(d.t), {
      riskFreeRate: d.x(),
      periodsPerYear: d.of(252, d.x(12)),
    }),
  impliedReturns: (d) =>
    views.impliedReturns(d.covariance(), d.weights(), {
      riskAversion: d.x(2),
      riskFreeRate: d.x(),
    }),
  blackLitterman: (d) => {
    const coef = () =>
      d.of(d.list(), d.weights(), Array<number>(d.n).fill(0), Array<number>(d.n).fill(1));
    const view = () => ({
      coef: coef(),
      value: d.x(),
      ...d.of({}, { confidence: d.of(0, 1, 0.4, d.x(1)) }),
    });
    const drawn = Array.from({ length: d.below(4) }, view);
    return views.blackLitterman(d.list(), d.covariance(), drawn, d.of({}, { tau: d.x() }));
  },
  outlookWeights: (d) => views.outlookWeights(d.list(), d.covariance()),
  sampleCovariance: (d) =>
    covariance.sampleCovariance(d.table(), { periodsPerYear: d.of(252, d.x()) }),
  semiCovariance: (d) => covariance.semiCovariance(d.table(), { benchmark: d.x() }),
  exponentialCovariance: (d) =>
    covariance.exponentialCovariance(d.table(), { span: d.of(180, d.x(9)) }),
  symmetric: (d) => covariance.symmetric(d.n, () => 1),
  columnsOf: (d) => ({ [mayMiss]: covariance.columnsOf(d.table()) }),
  inner: () => covariance.inner([1, 2], [3, 4]),
  correlationOf: (d) => covariance.correlationOf(d.covariance()),
  meanHistoricalReturns: (d) =>
    means.meanHistoricalReturns(d.table(), { compounding: d.of(true, false) }),
  exponentialReturns: (d) =>
    means.exponentialReturns(d.table(), {
      span: d.of(500, d.x(9)),
      compounding: d.of(true, false),
    }),
  exponentialMean: (d) => means.exponentialMean(d.list(d.t), d.of(5, d.x(9))),
  capmReturns: (d) => means.capmReturns(d.table(), { riskFreeRate: d.x() }),
  pairedCovariance: (d) => means.pairedCovariance(d.list(d.t), d.list(d.t)) ?? 0,
  checkPrices: (d) => prices.checkPrices(d.table(() => d.positive(20))) ?? 0,
  simpleReturns: (d) => ({ [mayMiss]: prices.simpleReturns(d.table(() => d.x(20))) }),
  logReturns: (d) => ({ [mayMiss]: prices.logReturns(d.table(() => d.x(20))) }),
  completeRows: (d) => prices.completeRows({ ...d.table(() => d.of(1, NaN)) }),
  selectAssets: (d) => ({ [mayMiss]: prices.selectAssets(d.table(), [d.of("A0", "none")]) }),
  columnOf: (d) =>
    prices.columnOf(
      d.table(() => d.of(1, NaN)),
      0,
    ),
  shrunkCovariance: (d) =>
    shrinkage.shrunkCovariance(
      d.table(),
      d.of("constant_variance", "single_factor", "constant_correlation", "oas"),
    ),
  requireAgreement: (d) =>
    views.blackLitterman(d.list(), d.covariance(), [
      { coef: d.list(), value: d.x(), confidence: 1 },
      { coef: d.list(), value: d.x(), confidence: 1 },
    ]),
  correlationDistance: (d) => clustering.correlationDistance(d.covariance()),
  hierarchicalClusters: (d) => clustering.hierarchicalClusters(d.covariance(), d.linkage()),
  leavesOf: (d) => clustering.leavesOf(d.merges()),
  cutIntoClusters: (d) => clustering.cutIntoClusters(d.merges(), d.of(1, 2, d.x(3))),
  gapClusterCount: (d) => clustering.gapClusterCount(d.distance(), d.merges(), d.of(10, d.x())),
  hierarchicalRiskParity: (d) => hierarchical.hierarchicalRiskParity(d.hierarchical()),
  hierarchicalEqualRisk: (d) => hierarchical.hierarchicalEqualRisk(d.hierarchical()),
  nestedClusters: (d) => hierarchical.nestedClusters({ ...d.hierarchical(), returns: d.returns() }),
  clustersFor: (d) => hierarchical.clustersFor(d.hierarchical()),
  clusterRisk: (d) => {
    const risk = d.of("variance", "standard_deviation");
    return hierarchical.clusterRisk({ covariance: d.covariance(), risk }, [...Array(d.n).keys()]);
  },
  optimalLeafOrder: (d) => leaves.optimalLeafOrder(d.merges(), d.distance()),
  branchwiseLeafOrder: (d) => leaves.branchwiseLeafOrder(d.merges(), d.distance()),
  inverseRiskShare: (d) => split.inverseRiskShare(d.x(), d.x()),
  inverseRiskWeights: (d) => split.inverseRiskWeights(d.list(1 + d.n)),
  shareWithin: (d) => split.shareWithin(d.bounds(), d.positive(), [[], []], 0.5),
  requireRoom: (d) => split.requireRoom(d.bounds(), d.n) ?? 0,
  repairCovariance: (d) => psd.repairCovariance(d.covariance()),
  isCovariance: (d) => Number(psd.isCovariance(d.covariance())),
  requireSymmetric: (d) => algebra.requireSymmetric(d.covariance(), d.n, "matrix") ?? 0,
  optimize: (d) => optimize({ ...d.problem(), objective: d.objective() }),
  frontier: (d) => frontier(d.problem(), { points: d.of(2, 3) }),
  mostDiversified: (d) => mostDiversified(d.problem()),
  optimizeWithCounts: (d) =>
    optimizeWithCounts(
      { ...d.problem(), objective: d.objective() },
      {
        counts: [{ meaning: "few", assetIds: ["a0", "a1"].slice(0, d.n), max: d.of(1, 2, d.x(1)) }],
        ...d.of({}, { minPosition: d.x() }),
      },
    ),
  backtest: (d) =>
    backtest(
      d.table(() => d.positive(20)),
      d.weights(),
      { costs: d.costs() },
    ),
  logNormalYear: (d) => logNormalYear(d.x(), d.x()),
  normalCdf: (d) => normalCdf(d.x(9)),
  normalQuantile: (d) => normalQuantile(d.of(0.05, d.x(1))),
  quantileOfSorted: (d) =>
    quantileOfSorted(
      d.list().toSorted((a, b) => a - b),
      d.x(1),
    ),
  project: (d) =>
    project({
      initial: d.positive(1000),
      monthlySaving: d.x(100),
      years: d.of(1, d.x(3)),
      inflation: d.x(0.02),
      yearlyCost: d.positive(0.01),
      paths: d.of(3, d.x(3)),
      ...d.of({}, { goal: d.x(1000) }),
      returns: d.of<Parameters<typeof project>[0]["returns"]>(
        { kind: "log_normal", expectedReturn: d.x(), volatility: d.positive(0.2) },
        { kind: "bootstrap", monthlyReturns: d.list(30), meanBlockMonths: d.of(12, d.x(3)) },
      ),
    }),
  seededRandom: (d) => {
    const random = seededRandom(d.x(1000));
    return [random.uniform(), random.normal(), random.below(d.of(3, d.x(4)))];
  },
  riskTable: (d) =>
    riskTable({
      expectedReturn: d.x(),
      volatility: d.x(0.2),
      years: d.of(2, d.x(9)),
      paths: d.of(9, d.x(9)),
    }),
  riskContributions: (d) => riskContributions(d.list(), d.covariance()),
  diversificationRatio: (d) => diversificationRatio(d.list(), d.covariance()),
  riskParity: (d) => riskParity(d.covariance(), d.of(undefined, d.list(d.n, 1))),
  optimizeScenarios: (d) =>
    optimizeScenarios({
      returns: d.returns(),
      risk: d.of(...riskMeasures),
      bounds: d.bounds(),
      riskOptions: d.of({}, { alpha: d.of(0.05, d.x(0.5)), target: d.x() }),
      objective: d.of<Parameters<typeof optimizeScenarios>[0]["objective"]>(
        { kind: "min_risk" },
        { kind: "min_risk", targetReturn: d.x(0.01) },
        { kind: "max_return", maxRisk: d.x() },
        { kind: "max_ratio", riskFreeRate: d.x(0.01) },
        { kind: "risk_parity" },
      ),
    }),
  measureRisk: (d) =>
    measureRisk(d.of(...riskMeasures), d.list(d.t), d.of({}, { alpha: d.x(1), target: d.x() })),
  orderedWeights: (d) =>
    orderedWeights(d.of("gini_mean_difference", "tail_gini"), d.of(5, d.x(9)), d.of(0.05, d.x())),
  tradingCost: (d) => tradingCost(d.x(100), d.costs()),
  runningCost: (d) => runningCost(d.weights(), d.list()),
  greedyShares: (d) =>
    greedyShares(d.weights(), d.list(d.n, 20), {
      total: d.x(1000),
      ...d.of({}, { shortRatio: d.x(1) }),
    }),
  exactShares: (d) => exactShares(d.weights(), d.list(d.n, 20), { total: d.x(1000) }),
  longTermFrom: (d) => longTermFrom(d.day()),
  daysBetween: (d) => daysBetween(d.day(), d.day()),
  checkTargets: (d) => drift(d.weights(), d.weights()),
  checkWeights: (d) => checkWeights(d.weights()) ?? 0,
  drift: (d) => drift(d.weights(), d.weights()),
  valueHoldings: (d) => valueHoldings(d.holdings()),
  planRebalance: (d) =>
    planRebalance(
      d.weights(),
      d.weights(),
      {
        absoluteBand: d.of(0.05, d.x(), Infinity),
        relativeBand: d.of(0.25, d.x(), Infinity),
        everyMonths: d.of(0, 12),
        to: d.of("target", "half_band"),
        ...d.of({}, { maxTurnover: d.x() }),
      },
      { monthsSinceLast: d.of(0, 12, d.x(1)), cashFlow: d.of(0, d.x(0.9)) },
    ),
  chooseLots: (d) =>
    chooseLots(
      Array.from({ length: d.n }, (_, i) => ({
        lotId: `l${i}`,
        shares: d.positive(9),
        pricePaid: d.positive(9),
        bought: d.of("2023-01-01", "2024-02-29", d.day()),
      })),
      { shares: d.x(2), price: d.x(9), day: d.of("2025-02-28", d.day()) },
    ),
  tradesTo: (d) =>
    tradesTo(d.weights(), d.holdings(), {
      cash: d.x(1000),
      minimumTrade: d.x(9),
      wholeShares: d.of(true, false),
      costs: d.costs(),
    }),
  refuse: () => 0,
  requireFinite: () => 0,
  requirePeriods: () => 0,
};
