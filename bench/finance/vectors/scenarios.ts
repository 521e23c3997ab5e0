import { columnsOf, sampleCovariance, symmetric } from "#lib/finance/estimate/covariance.ts";
import { pairedCovariance } from "#lib/finance/estimate/expected-returns.ts";
import type { TimeTable } from "#lib/finance/estimate/prices.ts";
import {
  clusterRisk,
  clustersFor,
  hierarchicalEqualRisk,
  hierarchicalRiskParity,
  nestedClusters,
  type HierarchicalInput,
} from "#lib/finance/hierarchical/hierarchical.ts";
import { flatten } from "#lib/finance/linear/linear-algebra.ts";
import { optimizeWithCounts, type CountLimit } from "#lib/finance/optimize/cardinality.ts";
import { riskParity } from "#lib/finance/risk-parity/risk-parity.ts";
import { optimizeScenarios } from "#lib/finance/scenario/optimize.ts";
import type { ScenarioProblem } from "#lib/finance/scenario/problem.ts";
import { measureRisk, type RiskMeasure } from "#lib/finance/scenario/risk-measures.ts";
import { quadraticForm } from "#lib/finance/solver/program.ts";

import type { Comparison } from "./compare.ts";
import { momentsOf, returnsOf } from "./inputs.ts";
import { boundsOf, compareWeights, membersOf, problemOf } from "./mean-variance.ts";
import { number, numbers, record, strings, text, type Tables, type Vector } from "./vector.ts";

/** The risk measure some words mean, or `without` where there are none. */
function measureOf(words: string, without?: RiskMeasure): RiskMeasure {
  if (words === "" && without) return without;
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

function alphaOf(problem: Vector["problem"]): number {
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
  const named = `${text(problem.objective)} ${vector.group} ${Object.keys(problem).join(" ")}`;
  const words = text(problem.risk) || (/cvar|cdar/i.test(named) ? named : "");
  const risk = measureOf(words, "standard_deviation");
  const riskOptions = { alpha: alphaOf(problem) };
  const objective = objectiveOf(problem);
  const found = await optimizeScenarios({
    returns: returns.values,
    expectedReturns: mu,
    risk,
    riskOptions,
    bounds: boundsOf(problem.bounds, mu.length),
    budget: number(problem.budget) ?? 1,
    objective,
  });
  const stated = number(expected.expectedReturn);
  if (stated !== undefined) compare.number("expectedReturn", found.expectedReturn, stated);
  const tail = [expected.cvarDaily, expected.cdarDaily, expected.risk, expected.cdar]
    .map(number)
    .find(Boolean);
  if (tail !== undefined) compare.number("risk", found.risk, tail);
  const ids = assets.map(({ id }) => id);
  compareWeights(compare, expected, found.weights, ids);

  const published = publishedWeights(expected, ids);
  if (!published || objective.kind === "max_return") return;
  const score = (weights: number[]) => {
    const amount = measureRisk(risk, seriesOf(returns, weights), riskOptions);
    const mean = weights.reduce((sum, w, i) => sum + w * mu[i]!, 0);
    if (objective.kind === "max_ratio") return (objective.riskFreeRate - mean) / amount;
    if (objective.kind === "min_risk") return amount;
    return Math.log(amount) - weights.reduce((sum, w) => sum + Math.log(w), 0) / weights.length;
  };
  const what = {
    max_ratio: "−return/risk",
    min_risk: "the risk",
    risk_parity: "ln risk − mean ln weight",
  }[objective.kind];
  compare.better(what, score(found.weights), score(published));
}

function seriesOf({ values }: TimeTable, weights: number[]): number[] {
  return values.map((row) => row.reduce((sum, r, i) => sum + r * weights[i]!, 0));
}

/** Stated weights by asset, scaled to add up to exactly 1; undefined when none are stated. */
function publishedWeights(
  expected: Vector["expected"],
  ids: readonly string[],
): number[] | undefined {
  const stated = record(expected.weights);
  if (Object.keys(stated).length === 0) return undefined;
  const raw = ids.map((id) => Math.max(0, Number(stated[id] ?? 0)));
  const total = raw.reduce((sum, w) => sum + w, 0);
  return total > 0 ? raw.map((w) => w / total) : undefined;
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
  // Without a risk measure these methods mean the variance, as they were published.
  const input: HierarchicalInput = {
    ...(!gaps && { returns: table.values }),
    covariance,
    correlation: pairedCorrelation(table),
    linkage: linkage ?? "single",
    risk: measureOf(text(problem.risk).split(",")[0]!, "variance"),
    riskOptions: { alpha: alphaOf(problem) },
    leafOrder: /pre_order|tree/.test(text(problem.leafOrder)) ? "tree" : "branchwise",
    ...(problem.bounds !== undefined && { bounds: boundsOf(problem.bounds, table.assets.length) }),
  };
  const weights = method.startsWith("HRP")
    ? hierarchicalRiskParity(input)
    : method.startsWith("HERC")
      ? hierarchicalEqualRisk(input)
      : await nestedClusters({ ...input, returns: table.values });
  compareWeights(compare, expected, weights, table.assets);
  const published = publishedWeights(expected, table.assets);
  if (published && method.startsWith("NCO")) compareClusters(compare, input, weights, published);
}

/** NCO asks for the least risk in each cluster by itself: the published insides are scored cluster by cluster. */
function compareClusters(
  compare: Comparison,
  input: HierarchicalInput,
  ours: number[],
  published: number[],
): void {
  for (const members of clustersFor(input)) {
    const score = (weights: number[]) => {
      const total = members.reduce((sum, i) => sum + weights[i]!, 0);
      const series = (input.returns ?? []).map((row) =>
        members.reduce((sum, i) => sum + (row[i]! * weights[i]!) / total, 0),
      );
      return measureRisk(input.risk, series, input.riskOptions);
    };
    const held = (weights: number[]) => members.some((i) => weights[i]! > 0);
    if (!held(ours) || !held(published)) continue;
    compare.better(`the risk of cluster ${members.join(", ")}`, score(ours), score(published));
  }
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
    const [ab, aa, bb] = [pairedCovariance(a, b), pairedCovariance(a, a), pairedCovariance(b, b)];
    if (ab === null || aa === null || bb === null)
      throw new Error(`${table.assets[i]} and ${table.assets[j]} share fewer than two days.`);
    return ab / Math.sqrt(aa * bb);
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

/** cardinality: lowest variance with at most so many holdings, in all or per group. */
export function cardinality(vector: Vector, tables: Tables, compare: Comparison): void {
  const { problem } = vector;
  const moments = momentsOf(
    { ...vector, input: { ...vector.input, cov: "sample daily", mu: "arithmetic daily" } },
    tables,
  );
  const ids = moments.assets.map(({ id }) => id);
  const max = number(problem.cardinality);
  const counts: CountLimit[] =
    max === undefined ? [] : [{ meaning: "holdings", assetIds: ids, max }];
  let taken = 0;
  for (const [name, words] of Object.entries(record(problem.groups))) {
    const members = membersOf(words, ids, text(words).startsWith("first") ? 0 : taken);
    taken = (members.at(-1) ?? -1) + 1;
    const most = number(record(problem.groupCardinality)[name]);
    if (most !== undefined)
      counts.push({ meaning: name, assetIds: members.map((i) => ids[i]!), max: most });
  }
  const asked = problemOf({ ...vector, problem: { ...problem, groups: undefined } }, moments);
  const found = optimizeWithCounts(asked, {
    counts,
    minPosition: number(problem.minPosition) ?? 0,
  });
  compareWeights(compare, vector.expected, found.weights, ids);
  const published = numbers(vector.expected.weights);
  if (!published) return;
  const variance = (weights: number[]) => quadraticForm(flatten(moments.cov), weights);
  compare.better("the variance", variance(found.weights), variance(published));
}
