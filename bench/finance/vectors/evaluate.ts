import { FinanceError } from "#lib/finance/errors.ts";

import { Comparison } from "./compare.ts";
import { blackLittermanVector, estimators } from "./estimators.ts";
import { discrete, meanVariance } from "./mean-variance.ts";
import { cardinality, clusterVariance, hierarchical, parity, scenarios } from "./scenarios.ts";
import { placeInSource } from "./source-places.ts";
import { text, type Outcome, type Tables, type Vector } from "./vector.ts";

/** Runs one vector through the library and compares what it gives with the published numbers. Never throws. */
export async function evaluate(vector: Vector, tables: Tables): Promise<Outcome> {
  const start = performance.now();
  const compare = new Comparison(vector);
  try {
    await run(vector, tables, compare);
  } catch (error) {
    const known = error instanceof FinanceError;
    if (known && vector.expected.error !== undefined)
      compare.same("error", error.code, vector.expected.error);
    else compare.fail(error instanceof Error ? error.message : String(error));
  }
  const verdict = compare.worst <= 1 ? "pass" : compare.inSource ? "source" : "fail";
  const place = verdict === "source" ? placeInSource(vector) : undefined;
  const reason = [compare.worst <= 1 ? "" : compare.reason, compare.inSource, place]
    .filter(Boolean)
    .join("; ");
  const ms = performance.now() - start;
  return { id: vector.id, group: vector.group, verdict, worst: compare.worst, reason, ms };
}

async function run(vector: Vector, tables: Tables, compare: Comparison): Promise<void> {
  const { problem, group } = vector;
  const objective = text(problem.objective);
  const method = text(problem.method);
  if (problem.estimator !== undefined) return estimators(vector, tables, compare);
  if (group === "black-litterman") return blackLittermanVector(vector, tables, compare);
  if (/cluster variance/.test(text(problem.compute)))
    return clusterVariance(vector, tables, compare);
  if (/^(HRP|HERC|NCO)/.test(method)) return hierarchical(vector, tables, compare);
  if (group === "discrete") return discrete(vector, tables, compare);
  if (problem.groupCardinality !== undefined || problem.cardinality !== undefined)
    return cardinality(vector, tables, compare);
  if (/parity|budget/.test(method)) return parity(vector, tables, compare);
  // Without a risk measure these mean the standard deviation.
  const byRisk = /cvar|cdar|over_risk|min_risk|parity/.test(objective) || group === "risk-measures";
  if (problem.risk !== undefined || byRisk || /cvar|cdar/.test(group))
    return scenarios(vector, tables, compare);
  return meanVariance(vector, tables, compare);
}
