import { and, asc, eq } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { stepQuestions } from "#db/schema/ai.ts";
import type { Json } from "#lib/engine/value/json.ts";

/** One iteration of a step. The caller has checked whose execution it is. */
type Place = { executionId: string; stepId: string; iteration: number };

export type AnsweredQuestion = { id: string; question: string; answer: Json; createdAt: Date };

/** Stores an answered question. An existing one stays as it is. */
export async function saveQuestion(
  db: Database,
  place: Place,
  answered: AnsweredQuestion,
): Promise<void> {
  await db
    .insert(stepQuestions)
    .values({ ...place, ...answered })
    .onConflictDoNothing();
}

/** What was asked about the text of a step, oldest first. */
export async function listQuestions(db: Database, place: Place): Promise<AnsweredQuestion[]> {
  const { id, question, answer, createdAt, executionId, stepId, iteration } = stepQuestions;
  return await db
    .select({ id, question, answer, createdAt })
    .from(stepQuestions)
    .where(
      and(
        eq(executionId, place.executionId),
        eq(stepId, place.stepId),
        eq(iteration, place.iteration),
      ),
    )
    .orderBy(asc(createdAt), asc(id));
}
