import { and, eq, exists, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { stepDrafts, workflowExecutions } from "#db/schema/workflows.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

/** One step of one of a person's own executions. */
type Place = { executionId: string; ownerId: string; stepId: string };

/** The answers that a person has given so far on a step with several pages. */
export async function getDraft(db: Database, place: Place): Promise<JsonObject | null> {
  const [row] = await db
    .select({ data: stepDrafts.data })
    .from(stepDrafts)
    .where(ownDraft(db, place));
  return row?.data ?? null;
}

/** Puts the answers of one page into the draft, replacing those of its `fields`. Other answers stay. */
export async function saveDraft(
  db: Database,
  place: Place,
  page: { fields: readonly string[]; data: JsonObject },
): Promise<void> {
  const { executionId, ownerId, stepId } = place;
  const names = sql.param([...page.fields]);
  await db.execute(sql`
    insert into ${stepDrafts} (execution_id, step_id, data, updated_at)
    select id, ${stepId}, ${JSON.stringify(page.data)}::jsonb, now() from ${workflowExecutions}
    where id = ${executionId} and user_id = ${ownerId}
    on conflict (execution_id, step_id) do update
      set data = (${stepDrafts}.data - ${names}::text[]) || excluded.data, updated_at = now()`);
}

/** Deletes a draft, once its answers are submitted or given up. */
export async function deleteDraft(db: Database, place: Place): Promise<void> {
  await db.delete(stepDrafts).where(ownDraft(db, place));
}

function ownDraft(db: Database, { executionId, ownerId, stepId }: Place) {
  const owned = db
    .select({ one: sql`1` })
    .from(workflowExecutions)
    .where(
      and(
        eq(workflowExecutions.id, stepDrafts.executionId),
        eq(workflowExecutions.userId, ownerId),
      ),
    );
  return and(eq(stepDrafts.executionId, executionId), eq(stepDrafts.stepId, stepId), exists(owned));
}
