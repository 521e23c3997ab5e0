import { readdirSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { DegenerateDraw } from "../../tests/support/degenerate-draw.ts";
import { FinanceError } from "./errors.ts";
import * as assumptions from "./estimate/assumptions.ts";
import * as views from "./estimate/black-litterman.ts";
import * as covariance from "./estimate/covariance.ts";
import * as means from "./estimate/expected-returns.ts";
import * as prices from "./estimate/prices.ts";
import * as shrinkage from "./estimate/shrinkage.ts";
import * as clustering from "./hierarchical/clustering.ts";
import * as hierarchical from "./hierarchical/hierarchical.ts";
import * as leaves from "./hierarchical/leaf-order.ts";
import * as split from "./hierarchical/split.ts";
import * as algebra from "./linear/linear-algebra.ts";
import * as psd from "./linear/psd.ts";
import { optimizeWithCounts } from "./optimize/cardinality.ts";
import { frontier } from "./optimize/frontier.ts";
import { mostDiversified } from "./optimize/max-diversification.ts";
import { optimize } from "./optimize/optimize.ts";
import { backtest } from "./outlook/backtest.ts";
import { logNormalYear } from "./outlook/log-normal.ts";
import { normalCdf, normalQuantile } from "./outlook/normal.ts";
import { project } from "./outlook/projection.ts";
import { quantileOfSorted } from "./outlook/quantile.ts";
import { seededRandom } from "./outlook/random.ts";
import { riskTable } from "./outlook/risk-table.ts";
import { diversificationRatio, riskContributions } from "./risk-parity/contributions.ts";
import { riskParity } from "./risk-parity/risk-parity.ts";
import { optimizeScenarios } from "./scenario/optimize.ts";
import { measureRisk, orderedWeights, riskMeasures } from "./scenario/risk-measures.ts";
import { certify } from "./solver/certificate.ts";
import { runningCost, tradingCost } from "./trade/costs.ts";
import { exactShares, greedyShares } from "./trade/discrete.ts";
import { daysBetween, longTermFrom } from "./trade/holding-period.ts";
import { checkWeights, drift, valueHoldings } from "./trade/holdings.ts";
import { planRebalance } from "./trade/rebalance.ts";
import { chooseLots } from "./trade/tax-lots.ts";
import { tradesTo } from "./trade/trades.ts";

/*
 * Nothing that is no number leaves a function. Every exported function of this folder is called with what people and programs get
 * wrong (NaN, endless, zero, opposite, alone, none) and gives finite figures or a refusal in a sentence. A function that is new needs
 * a line here.
 */

const mayMiss = "a missing value stays missing";

/** One call for each exported function, by its name. */
const calls: Record<string, (d: DegenerateDraw) => unknown> = {
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

/**
 * Parts of the functions above, which see only what those have checked: solvers, and programs in arrays. What a solver
 * gives is never handed on before `certify` has tested it, and that finds whatever is no number endlessly wrong.
 */
const parts = [
  ["solver/", "*"],
  ["linear/", "flatten unflatten pivotedCholesky solveDense choleskyInPlace choleskySolve"],
  ["linear/", "isPositiveSemidefinite"],
  ["risk-parity/newton.ts", "newtonStep"],
  ["optimize/", "prepare percent shapeOf conicForm leastExcess limitsAt linearConflict"],
  ["optimize/", "explainInfeasible solveAndProve proveStarting highestReturn"],
  ["optimize/count-limits.ts", "*"],
  ["optimize/limit-words.ts", "*"],
  ["scenario/", "riskBlock withCounts onlyHeld orderedRisk solveWithCuts"],
  ["scenario/", "checkScenarioProblem requireExcess isWithoutRisk certifyWeights refuseNoRisk"],
] as const;

test("every exported function has a line here", async () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/\.(?:test|properties\.test|d)\.ts$/u.test(file),
  );
  const missing: string[] = [];
  for (const file of files) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const exported: Record<string, unknown> = await import(join(import.meta.dirname, file));
    for (const [name, value] of Object.entries(exported)) {
      if (typeof value !== "function" || /^[A-Z]/u.test(name) || name in calls) continue;
      const isPart = ([folder, names]: (typeof parts)[number]) =>
        file.startsWith(folder) && (names === "*" || names.split(" ").includes(name));
      if (!parts.some(isPart)) missing.push(`${file} ${name}`);
    }
  }
  expect(missing).toEqual([]);
});

/** Where something in a result is no finite number; values that may be missing are left out. */
function wrongIn(value: unknown, at = ""): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? null : `${at} is ${value}`;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (key === mayMiss)
      return JSON.stringify(inner, (_, v: unknown) => v).includes("Infinity") ? at : null;
    const wrong = wrongIn(inner, `${at}.${key}`);
    if (wrong) return wrong;
  }
  return null;
}

const slow = new Set([
  "optimizeScenarios",
  "optimizeWithCounts",
  "nestedClusters",
  "exactShares",
  "frontier",
]);

test.each(Object.keys(calls))(
  "%s gives finite figures or says what is wrong",
  async (name) => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        let result: unknown;
        try {
          result = await calls[name]!(new DegenerateDraw(seed));
        } catch (error) {
          if (!(error instanceof FinanceError)) throw error;
          if (/ .*[.]$/u.test(error.message) && !/undefined|NaN\b.*NaN/u.test(error.message))
            return;
          throw new Error(`This is no sentence: ${error.message}`, { cause: error });
        }
        expect(wrongIn(result)).toBeNull();
        answered++;
      }),
      {
        numRuns: slow.has(name) ? 60 : 300,
        seed: 11,
      },
    );
    expect(answered).toBeGreaterThan(0);
  },
  60_000,
);

test("what is no number is certified as endlessly wrong", () => {
  const program = {
    lower: new Float64Array(1),
    upper: new Float64Array([1]),
    rows: [{ index: [0], value: [1], min: 1, max: 1 }],
  };
  const found = certify(program, new Float64Array([NaN]), new Float64Array([1]), [0]);
  expect(found).toEqual({ boundViolation: Infinity, rowViolation: Infinity, gap: Infinity });
});
