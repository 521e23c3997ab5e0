import type { Constraints } from "#lib/data-types/portfolio.ts";
import type { Json } from "#lib/engine/value/json.ts";
import {
  type AssumptionRow,
  capitalMarketAssumptions,
  defaultBounds,
  expectedMoments,
} from "#lib/finance/estimate/assumptions.ts";
import type {
  LimitRow,
  Objective,
  OptimizeFailure,
  OptimizeProblem,
} from "#lib/finance/optimize/problem.ts";
import { StepFailure } from "#lib/step-failure.ts";

/** Where a limit comes from that nobody set for this plan. */
const usualLimit = "a usual limit from the planning assumptions";

/**
 * The solver's problem, from the limits of a plan and the volatility that the person can bear. Limits that are not set
 * are those of the capital-market assumptions.
 */
export function portfolioProblem(limits: Constraints, targetVolatility: number): OptimizeProblem {
  const { assetClasses, riskFreeRate, defaultRows } = capitalMarketAssumptions;
  const chosen = limits.assetClasses ?? assetClasses.map(({ id }) => id);
  const unknown = [...chosen, ...Object.keys(limits.bounds ?? {})].find(
    (id) => !assetClasses.some((c) => c.id === id),
  );
  if (unknown !== undefined)
    throw new StepFailure("invalid_limits", `There is no asset class “${unknown}”.`);
  const bounds = defaultBounds(chosen).map((usual, i) => {
    const own = limits.bounds?.[chosen[i]!];
    return { min: own?.min ?? usual.min, max: own?.max ?? usual.max };
  });
  const usual = defaultRows.flatMap((row) => comparing(row, chosen));
  const rows = [...usual, ...(limits.rows ?? [])];
  const origins = Object.fromEntries([
    ...usual.map(({ id }) => [id, usualLimit]),
    ...chosen.flatMap((id) => [
      ...(limits.bounds?.[id]?.min === undefined ? [[`min:${id}`, usualLimit]] : []),
      ...(limits.bounds?.[id]?.max === undefined ? [[`max:${id}`, usualLimit]] : []),
    ]),
  ]);
  return {
    ...expectedMoments(chosen),
    objective: objectiveOf(limits, targetVolatility),
    bounds,
    rows: rows.map(withoutGaps),
    origins,
    riskFreeRate,
  };
}

/**
 * The failure of a step whose limits contradict each other, or whose answer could not be proven. Never suggests more
 * volatility than `assessed`: what a person can bear is not a limit to be loosened.
 */
export function optimizeFailure(failure: OptimizeFailure, assessed: number): StepFailure {
  if (failure.code !== "infeasible") return new StepFailure(failure.code, failure.message);
  const { message, conflicting, suggestions } = failure;
  const bearable = suggestions.filter((s) => s.limitId !== "volatility" || s.to <= assessed);
  const calmer =
    bearable.length < suggestions.length
      ? [
          "Your risk level allows no more volatility: allow calmer kinds of investments, such as bonds or cash.",
        ]
      : [];
  const sentence = [message, ...calmer, ...bearable.map((s) => s.sentence)].join(" ");
  const details: Json = {
    conflicting: conflicting.map(({ id, sentence: text }) => ({ id, sentence: text })),
    suggestions: bearable.map(({ limitId, sentence: text, from, to }) => ({
      limitId,
      sentence: text,
      from,
      to,
    })),
  };
  return new StepFailure("infeasible", sentence, { details });
}

function objectiveOf({ objective }: Constraints, targetVolatility: number): Objective {
  if (objective === "max_return") return { kind: "max_return_at_volatility", targetVolatility };
  return { kind: objective };
}

/** A default rule compares kinds of investments with each other, so it applies only where both sides may be bought. */
function comparing(row: AssumptionRow, chosen: readonly string[]): AssumptionRow[] {
  const entries = Object.entries(row.coef).filter(([id]) => chosen.includes(id));
  const bothSides = entries.some(([, c]) => c > 0) && entries.some(([, c]) => c < 0);
  return bothSides ? [{ ...row, coef: Object.fromEntries(entries) }] : [];
}

function withoutGaps(row: NonNullable<Constraints["rows"]>[number] | AssumptionRow): LimitRow {
  const { id, meaning, coef, min, max } = row;
  return {
    id,
    meaning,
    coef,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  };
}
