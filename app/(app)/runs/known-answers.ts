import "server-only";
import { db } from "#db/index.ts";
import { getDraft } from "#db/queries/drafts.ts";
import type { JsonObject } from "#lib/engine/json.ts";
import type { PlanStep } from "#lib/engine/plan.ts";
import type { StepState } from "#lib/engine/state.ts";
import { earlierAnswers } from "#lib/runtime/answers.ts";
import type { Run } from "#lib/runtime/run-page.ts";

/** What a person has typed so far on a step, else what they answered when it was asked before. */
export async function knownAnswers(
  { row }: Run,
  { id }: PlanStep,
  state: StepState,
): Promise<JsonObject> {
  const place = { executionId: row.id, ownerId: row.userId, stepId: id };
  return (await getDraft(db, place)) ?? earlierAnswers(state) ?? {};
}
