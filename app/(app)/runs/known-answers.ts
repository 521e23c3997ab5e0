import "server-only";
import { db } from "#db/index.ts";
import { getDraft } from "#db/queries/executions/drafts.ts";
import type { Task } from "#lib/engine/state/task.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { earlierAnswers, whatIfDraft } from "#lib/runtime/forms/stored-answers.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

/** The answers so far for a what-if of a step with several pages. */
export async function whatIfAnswers({ row }: Run, { address }: Task): Promise<JsonObject | null> {
  const place = { executionId: row.id, ownerId: row.userId, stepId: whatIfDraft(address) };
  return await getDraft(db, place);
}

/** What a person has typed so far on a step or an instance, else what they answered before it started over. */
export async function knownAnswers({ row, work }: Run, task: Task): Promise<JsonObject> {
  const place = { executionId: row.id, ownerId: row.userId, stepId: task.address };
  return (await getDraft(db, place)) ?? earlierAnswers(work, task) ?? {};
}
