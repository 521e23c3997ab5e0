import { and, asc, count, eq, getTableColumns, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { workflowSchedules } from "#db/schema/schedules.ts";

export type ScheduleRow = typeof workflowSchedules.$inferSelect;
export type NewSchedule = Pick<
  ScheduleRow,
  | "id"
  | "ownerId"
  | "workflowId"
  | "version"
  | "inputs"
  | "cron"
  | "timeZone"
  | "nextAt"
  | "fingerprint"
>;
export type ScheduleChange = Partial<Omit<ScheduleRow, "id" | "ownerId" | "createdAt">>;

/** One person's schedule. */
type Owned = { scheduleId: string; ownerId: string };

/** A person's schedules, the oldest first, each with the name of its workflow. */
export async function listSchedules(
  db: Database,
  ownerId: string,
): Promise<(ScheduleRow & { name: string })[]> {
  // Named in full: both tables have columns of the same names.
  const name = sql<string>`coalesce((
    select named.name from workflow_definitions named
    where named.workflow_id = workflow_schedules.workflow_id
      and (named.owner_id is null or named.owner_id = workflow_schedules.owner_id)
    order by named.created_at desc limit 1), workflow_schedules.workflow_id)`;
  return await db
    .select({ ...getTableColumns(workflowSchedules), name })
    .from(workflowSchedules)
    .where(eq(workflowSchedules.ownerId, ownerId))
    .orderBy(asc(workflowSchedules.createdAt), asc(workflowSchedules.id));
}

export async function countSchedules(db: Database, ownerId: string): Promise<number> {
  const [row] = await db
    .select({ schedules: count() })
    .from(workflowSchedules)
    .where(eq(workflowSchedules.ownerId, ownerId));
  return row?.schedules ?? 0;
}

/** Stores a new schedule, or finds the one stored under its id before. Null when that is somebody else's. */
export async function insertSchedule(
  tx: Database,
  schedule: NewSchedule,
): Promise<{ row: ScheduleRow; isNew: boolean } | null> {
  const [added] = await tx
    .insert(workflowSchedules)
    .values(schedule)
    .onConflictDoNothing()
    .returning();
  if (added) return { row: added, isNew: true };
  const { id: scheduleId, ownerId } = schedule;
  const [kept] = await tx.select().from(workflowSchedules).where(owned({ scheduleId, ownerId }));
  return kept ? { row: kept, isNew: false } : null;
}

/** A schedule, locked for the rest of the transaction. `ownerId` null is the system. */
export async function lockSchedule(
  tx: Database,
  { scheduleId, ownerId }: { scheduleId: string; ownerId: string | null },
): Promise<ScheduleRow | null> {
  const condition =
    ownerId === null ? eq(workflowSchedules.id, scheduleId) : owned({ scheduleId, ownerId });
  const [row] = await tx.select().from(workflowSchedules).where(condition).for("update");
  return row ?? null;
}

/** Writes the changes of a schedule that the caller has locked, and returns its new row. */
export async function updateSchedule(
  tx: Database,
  scheduleId: string,
  change: ScheduleChange,
): Promise<ScheduleRow> {
  const [row] = await tx
    .update(workflowSchedules)
    .set(change)
    .where(eq(workflowSchedules.id, scheduleId))
    .returning();
  if (!row) throw new Error(`There is no schedule ${scheduleId}.`);
  return row;
}

/** Deletes a schedule. Returns whether there was one. */
export async function deleteSchedule(tx: Database, schedule: Owned): Promise<boolean> {
  const gone = await tx
    .delete(workflowSchedules)
    .where(owned(schedule))
    .returning({ id: workflowSchedules.id });
  return gone.length > 0;
}

/** Replaces the job of a schedule's next run by a new one, in the transaction that plans it. Null removes it. */
export async function queueScheduledRun(
  tx: Database,
  { scheduleId, at }: { scheduleId: string; at: Date | null },
): Promise<void> {
  const key = `schedule:${scheduleId}`;
  if (at === null) await tx.$client`select graphile_worker.remove_job(${key})`;
  else {
    const payload = JSON.stringify({ scheduleId, moment: at.toISOString() });
    await tx.$client`
      select graphile_worker.add_job('schedule', ${payload}::text::json, run_at => ${at.toISOString()}::timestamptz,
        max_attempts => 10, job_key => ${key})`;
  }
}

function owned({ scheduleId, ownerId }: Owned) {
  return and(eq(workflowSchedules.id, scheduleId), eq(workflowSchedules.ownerId, ownerId));
}
