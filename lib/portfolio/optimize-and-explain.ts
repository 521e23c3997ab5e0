import type { Database } from "#db/client.ts";
import { type ExplanationView, explanationView } from "#lib/ai/explain/explanation-view.ts";
import { writeExplanation } from "#lib/ai/explain/write-explanation.ts";
import { factsOf } from "#lib/ai/grounding/facts.ts";
import { callLog } from "#lib/ai/model/call-log.ts";
import { rulesWriter, type Writer } from "#lib/ai/model/model.ts";
import { calculate } from "#lib/calculation/calculate.ts";
import type { Explanation } from "#lib/data-types/explanation.ts";
import type { Allocation, RiskTable } from "#lib/data-types/portfolio.ts";
import { AppError } from "#lib/errors.ts";
import type { OptimizeFailure } from "#lib/finance/optimize/problem.ts";
import { log } from "#lib/log.ts";
import { percentText } from "#lib/money/figure-text.ts";
import { StepFailure } from "#lib/step-failure.ts";

import type { OptimizeRequest } from "./optimize-request.ts";
import { optimizeFailure, portfolioProblem } from "./portfolio-problem.ts";
import { allocationOf, riskTableOf } from "./portfolio-results.ts";

const usualVolatility = 0.085;
const maxWords = 220;
const prompt =
  "Explain why the solver chose this mix: what it holds, what decides it, what it risks";

/** Shares of one portfolio, because no amount was asked for. */
const anyAmount = { amount: 0, currency: "USD" } as const;

type Weight = Omit<Allocation["weights"][number], "amount">;
type RiskRow = Omit<RiskTable["rows"][number], "amount">;

export type Optimized = {
  allocation: Weight[];
  /** Per year, before fund costs. */
  expectedReturn: number;
  risk: { volatility: number; sharpe: number; rows: RiskRow[] };
  certificate: Allocation["certificate"];
} & Pick<ExplanationView, "explanation" | "confidence" | "checks" | "source">;

type Asker = { ownerId: string; now: Date; signal: AbortSignal };

/**
 * The best weights within some limits over the built-in assumptions, proven by the solver, and why in words. Limits
 * that contradict each other throw `invalid`, with a sentence per limit of the contradiction.
 */
export async function optimizeAndExplain(
  db: Database,
  request: OptimizeRequest,
  asker: Asker,
): Promise<Optimized> {
  const plan = await solve(request, asker.signal);
  const { certificate, expectedReturn, sharpe, volatility, weights } = plan;
  const table = await riskTableOf(plan, plan.assumptions.horizonYears, asker.signal);
  const { checks, confidence, explanation, source } = explanationView(
    await explain(db, plan, asker),
  );
  return {
    allocation: weights.map(withoutAmount),
    expectedReturn,
    risk: { volatility, sharpe, rows: table.rows.map(withoutAmount) },
    certificate,
    explanation,
    confidence,
    checks,
    source,
  };
}

async function solve(request: OptimizeRequest, signal: AbortSignal): Promise<Allocation> {
  const problem = portfolioProblem(request, request.targetVolatility ?? usualVolatility);
  const solved = await calculate("optimize", problem, signal);
  if (!solved.ok) throw refusal(solved.failure, request);
  const most = request.targetVolatility ?? Infinity;
  if (solved.volatility > most + 1e-6) {
    const sentence = `This objective leads to a volatility of ${percentText(solved.volatility, 2)}, above ${percentText(most, 2)}. Aim for max_return, or accept more volatility.`;
    throw new AppError("invalid", sentence, { fields: { targetVolatility: [sentence] } });
  }
  const curve = await calculate("frontier", problem, signal);
  if (!curve.ok) throw refusal(curve.failure, request);
  return allocationOf({ amount: anyAmount }, problem, solved, curve.points);
}

/** The explanation of the model, or of the rules if the model does not answer: a proven result does not wait for it. */
async function explain(db: Database, plan: Allocation, asker: Asker): Promise<Explanation> {
  const known = factsOf({ allocation: plan }, asker.now);
  const facts = { ...known, facts: known.facts.filter(({ unit }) => unit !== "money") };
  const write = async (writer?: Writer) =>
    await writeExplanation({
      prompt,
      facts,
      maxWords,
      note: null,
      signal: asker.signal,
      now: asker.now,
      clock: () => performance.now(),
      calls: callLog(db, { ...asker, executionId: null, stepId: null }),
      onText: () => {},
      ...(writer && { writer }),
    });
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof StepFailure) || asker.signal.aborted) throw error;
    log.info("explained by rules, because AI did not", { code: error.code });
    return await write(rulesWriter);
  }
}

function refusal(failure: OptimizeFailure, request: OptimizeRequest): Error {
  // The volatility is the caller's own choice here, so another one may be suggested.
  const known = optimizeFailure(failure, Infinity);
  if (failure.code !== "infeasible") return known;
  const fields: Record<string, string[]> = {};
  for (const { id, sentence } of failure.conflicting) {
    (fields[placeOf(id, request)] ??= []).push(sentence);
  }
  return new AppError("invalid", known.message, { fields });
}

/** Where in the request a limit is, or would be. Limits that are not given are the usual ones. */
function placeOf(limitId: string, { rows = [] }: OptimizeRequest): string {
  const bound = /^(?<side>min|max):(?<id>.+)$/u.exec(limitId)?.groups;
  if (bound) return `bounds.${bound["id"]}.${bound["side"]}`;
  if (limitId === "volatility") return "targetVolatility";
  const row = rows.findIndex(({ id }) => id === limitId);
  return row < 0 ? "rows" : `rows.${row}`;
}

function withoutAmount<T extends { amount: unknown }>(row: T): Omit<T, "amount"> {
  const { amount: _, ...rest } = row;
  return rest;
}
