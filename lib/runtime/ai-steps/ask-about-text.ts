import type { Database } from "#db/client.ts";
import { listQuestions, saveQuestion } from "#db/queries/executions/step-questions.ts";
import { limits, consume } from "#lib/auth/limits.ts";
import type { Explanation } from "#lib/data-types/explanation.ts";
import { dataTypes } from "#lib/data-types/registry.ts";
import { AppError } from "#lib/errors.ts";
import { StepFailure } from "#lib/step-failure.ts";

import { loadAiStep } from "./load-ai-step.ts";

/** A question about a text, with its answer: written and checked as the text itself was. */
export type Answered = { id: string; question: string; answer: Explanation; at: Date };

/**
 * Answers a question about a text of a person's own run, and keeps both with the run. Nothing else in the run changes.
 * The same question with the same `key` is asked once. Returns its id. Throws `rate_limited`, `not_found`, and
 * `conflict` where there is no text.
 */
export async function askAboutText(
  db: Database,
  request: {
    executionId: string;
    ownerId: string;
    stepId: string;
    question: string;
    key: string;
    now: Date;
    signal: AbortSignal;
  },
): Promise<string> {
  const { executionId, key, now, ownerId, question, stepId } = request;
  const { call, context, iteration, operation, state, step } = await loadAiStep(db, request);
  const { proposal } = state;
  const { review } = operation;
  if (!proposal || !review?.ask) {
    const { name } = step.definition;
    throw new AppError("conflict", `"${name}" has no text now that can be asked about.`);
  }
  const place = { executionId, stepId, iteration };
  const before = (await listQuestions(db, place)).find(({ id }) => id === key);
  if (before?.question === question) return key;
  // Going back in the browser shows the page with the key of the last question, so another question gets a key of its
  // own.
  const id = before ? crypto.randomUUID() : key;
  await consume(db, limits.askByPerson, ownerId);
  try {
    const { output } = await review.ask({ ...call, proposal, question }, context);
    const answer = output["explanation"] ?? null;
    await saveQuestion(db, place, { id, question, answer, createdAt: now });
    return id;
  } catch (error) {
    throw unanswered(error);
  }
}

/** The questions about the present text of a step. */
export async function questionsAbout(
  db: Database,
  place: { executionId: string; stepId: string; iteration: number },
): Promise<Answered[]> {
  const rows = await listQuestions(db, place);
  return rows.map(({ id, question, answer, createdAt }) => ({
    id,
    question,
    answer: dataTypes.explanation.schema.parse(answer),
    at: createdAt,
  }));
}

/** The message of a failed call is about a text. For a question it has to say something else. */
function unanswered(error: unknown): unknown {
  if (!(error instanceof StepFailure) || error.code === "rate_limited") return error;
  return new AppError(
    "unavailable",
    "The AI service did not answer your question. Nothing in this run has changed. Ask again in a moment.",
    { cause: error },
  );
}
