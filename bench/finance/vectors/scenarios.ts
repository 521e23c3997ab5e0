import { columnsOf, sampleCovariance, symmetric } from "#lib/finance/covariance.ts";
import { pairedCovariance } from "#lib/finance/expected-returns.ts";
import {
  clusterRisk,
  hierarchicalEqualRisk,
  hierarchicalRiskParity,
  nestedClusters,
  type HierarchicalInput,
} from "#lib/finance/hierarchical.ts";
import type { TimeTable } from "#lib/finance/prices.ts";
import type { RiskMeasure } from "#lib/finance/risk-measures.ts";
import { riskParity } from "#lib/finance/risk-parity.ts";
import { optimizeScenarios, type ScenarioProblem } from "#lib/finance/scenario-optimize.ts";

import type { Comparison } from "./compare.ts";
import { momentsOf, returnsOf } from "./inputs.ts";
import { boundsOf, compareWeights } from "./mean-variance.ts";
import { number, strings, text, type Tables, type Vector } from "./vector.ts";

/** The risk measure some words mean. */
export function measureOf(words: string): RiskMeasure {
  const known: [RegExp, RiskMeasure][] = [
    [/tail gini/i, "tail_gini"],
    [/gini/i, "gini_mean_difference"],
    [/cvar range|range of cvar/i, "cvar_range"],
    [/entropic d|edar/i, "entropic_drawdown"],
    [/entropic|evar/i, "entropic_var"],
    [/cdar|conditional drawdown/i, "cdar"],
    [/cvar|expected shortfall|conditional value/i, "cvar"],
    [/average draw/i, "average_drawdown"],
    [/ulcer/i, "ulcer_index"],
    [/max\w* draw/i, "max_drawdown"],
    [/drawdown at risk/i, "drawdown_at_risk"],
    [/worst/i, "worst_realisation"],
    [/\brange\b/i, "range"],
    [/semi/i, "semi_deviation"],
    [/first lower/i, "first_lower_partial_moment"],
    [/second lower/i, "second_lower_partial_moment"],
    [/absolute dev/i, "mean_absolute_deviation"],
    [/value at risk|\bvar\b/i, "value_at_risk"],
    [/standard|volatility/i, "standard_deviation"],
    [/variance/i, "variance"],
  ];
  const found = known.find(([pattern]) => pattern.test(words));
  if (!found) throw new Error(`no risk measure is known as “${words}”`);
  return found[1];
}

export function alphaOf(problem: Vector["problem"]): number {
  const confidence = number(problem.confidence);
  if (confidence !== undefined) return Number((1 - confidence).toFixed(12));
  const words = text(problem.risk);
  const alpha = /alpha (0?\.\d+)/.exec(words)?.[1];
  const level = /(\d+)%/.exec(words)?.[1];
  if (alpha) return Number(alpha);
  return level ? Number((1 - Number(level) / 100).toFixed(12)) : 0.05;
}

function objectiveOf(problem: Vector["problem"]): ScenarioProblem["objective"] {
  const name = text(problem.objective);
  const riskFreeRate = number(problem.riskFreeRate) ?? Number(/rf=([\d.]+)/.exec(name)?.[1] ?? 0);
  if (/parity/.test(name)) return { kind: "risk_parity" };
  if (/over_risk|sharpe|ratio/.test(name)) return { kind: "max_ratio", riskFreeRate };
  const maxRisk = number(problem.maxCvar) ?? number(problem.maxCdar) ?? number(problem.maxRisk);
  if (maxRisk !== undefined) return { kind: "max_return", maxRisk };
  const targetReturn = number(problem.targetReturn);
  return { kind: "min_risk", ...(targetReturn !== undefined && { targetReturn }) };
}

/** cvar, risk-measures: weights, or the expected return and the tail figure per day. */
export async function scenarios(
  vector: Vector,
  tables: Tables,
  compare: Comparison,
): Promise<void> {
  const { problem, expected } = vector;
  const returns = returnsOf(vector, tables);
  const { mu, assets } = momentsOf(vector, tables);
  const words =
    text(problem.risk) ||
    `${text(problem.objective)} ${vector.group} ${Object.keys(problem).join(" ")}`;
  const found = await optimizeScenarios({
    returns: returns.values,
    expectedReturns: mu,
    risk: measureOf(words),
    riskOptions: { alpha: alphaOf(problem) },
    bounds: boundsOf(problem.bounds, mu.length),
    budget: number(problem.budget) ?? 1,
    objective: objectiveOf(problem),
  });
  const stated = number(expected.expectedReturn);
  if (stated !== undefined) compare.number("expectedReturn", found.expectedReturn, stated);
  const risk =
    number(expected.cvarDaily) ??
    number(expected.cdarDaily) ??
    number(expected.risk) ??
    number(expected.cdar);
  if (risk !== undefined) compare.number("risk", found.risk, risk);
  compareWeights(
    compare,
    expected,
    found.weights,
    assets.map(({ id }) => id),
  );
}

/** risk-parity on the covariance. */
export function parity(vector: Vector, tables: Tables, compare: Comparison): void {
  const returns = returnsOf(vector, tables);
  const found = riskParity(sampleCovariance(returns, { periodsPerYear: 1 }));
  compareWeights(compare, vector.expected, found, returns.assets);
}
/** HRP, HERC and NCO. */
export async function hierarchical(
  vector: Vector,
  tables: Tables,
  compare: Comparison,
): Promise<void> {
  const { problem, expected } = vector;
  const table = returnsOf(vector, tables);
  const method = text(problem.method);
  const gaps = table.values.some((row) => row.some(Number.isNaN));
  const covariance = sampleCovariance(table, { periodsPerYear: 1 });
  const linkage = (["single", "complete", "average", "ward"] as const).find(
    (name) => name === problem.linkage,
  );
  const input: HierarchicalInput = {
    ...(!gaps && { returns: table.values }),
    covariance,
    correlation: pairedCorrelation(table),
    linkage: linkage ?? "single",
    risk: measureOf(text(problem.risk).split(",")[0]!),
    riskOptions: { alpha: alphaOf(problem) },
    leafOrder: /pre_order|tree/.test(text(problem.leafOrder)) ? "tree" : "branchwise",
    ...(problem.bounds !== undefined && { bounds: boundsOf(problem.bounds, table.assets.length) }),
  };
  const weights = /^HRP/.test(method)
    ? hierarchicalRiskParity(input)
    : /^HERC/.test(method)
      ? hierarchicalEqualRisk(input)
      : await nestedClusters({ ...input, returns: table.values });
  compareWeights(compare, expected, weights, table.assets);
}

/** Pearson correlation of each pair over the days both have. */
function pairedCorrelation(table: TimeTable): number[][] {
  const columns = columnsOf(table);
  return symmetric(columns.length, (i, j) => {
    if (i === j) return 1;
    const both = columns[i]!.flatMap((value, t) =>
      Number.isNaN(value + columns[j]![t]!) ? [] : [t],
    );
    const a = both.map((t) => columns[i]![t]!);
    const b = both.map((t) => columns[j]![t]!);
    return pairedCovariance(a, b) / Math.sqrt(pairedCovariance(a, a) * pairedCovariance(b, b));
  });
}

/** Variance of the inverse-variance portfolio of some assets. */
export function clusterVariance(vector: Vector, tables: Tables, compare: Comparison): void {
  const table = returnsOf(vector, tables);
  const covariance = sampleCovariance(table, { periodsPerYear: 1 });
  const members = (strings(vector.problem.tickers) ?? []).map((id) => table.assets.indexOf(id));
  compare.number(
    "value",
    clusterRisk({ covariance, risk: "variance" }, members),
    Number(vector.expected.value),
  );
}

export function cardinality(_v: Vector, _t: Tables, compare: Comparison): void {
  compare.fail("todo");
}
