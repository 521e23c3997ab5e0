import { createHash, randomUUID } from "node:crypto";

import type { Database } from "#db/client.ts";
import { findDefinitionId } from "#db/queries/definitions/definitions.ts";
import {
  countSchedules,
  deleteSchedule,
  insertSchedule,
  lockSchedule,
  queueScheduledRun,
  type ScheduleRow,
  updateSchedule,
} from "#db/queries/jobs/schedules.ts";
import { mostSchedules } from "#db/queries/people/merge-guest.ts";
import { transaction } from "#db/transaction.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";
import { fingerprintOf, usedForOther } from "#lib/runtime/commands/idempotency.ts";
import { checkedInputs } from "#lib/runtime/forms/checked-inputs.ts";
import { clock } from "#lib/runtime/store/database-clock.ts";
import { planOf } from "#lib/runtime/store/plan-cache.ts";

import { nextMoment, problemsOf, type Rule } from "./cron.ts";

type Plan = Rule & {
  workflowId: string;
  /** Null starts the version that is the newest at the time. */
  version: string | null;
  inputs: JsonObject;
};

type Change = Partial<Omit<Plan, "workflowId">> & { enabled?: boolean };

/**
 * Plans runs of a workflow. The same request under the same idempotency key gives the same schedule. Throws `AppError`
 * for a workflow that is not there, inputs it does not take, or a rule that cannot be used.
 */
export async function createSchedule(
  db: Database,
  plan: Plan & { ownerId: string; idempotencyKey: string | null },
  given?: Date,
): Promise<ScheduleRow> {
  await clock.sync(db);
  const now = given ?? new Date(clock.now());
  const { ownerId, idempotencyKey: key, ...planned } = plan;
  await check(db, planned, ownerId, now);
  const id = key === null ? randomUUID() : idFor(ownerId, key);
  const fingerprint = key === null ? null : fingerprintOf(planned);
  return await transaction(db, async (tx) => {
    const nextAt = nextMoment(plan, now);
    const kept = await insertSchedule(tx, { id, ownerId, nextAt, fingerprint, ...planned });
    if (!kept) throw new AppError("not_found", "There is no such schedule.");
    if (!kept.isNew) {
      if ((kept.row.fingerprint ?? fingerprint) !== fingerprint) throw usedForOther();
      return kept.row;
    }
    if ((await countSchedules(tx, ownerId)) > mostSchedules) {
      const most = `You have ${mostSchedules} schedules. Delete one to add another.`;
      throw new AppError("conflict", most);
    }
    await queueScheduledRun(tx, { scheduleId: id, at: nextAt });
    return kept.row;
  });
}

/**
 * Changes a person's schedule, or pauses and resumes it. A new rule counts from now on. The planned moment and the job
 * in the queue change together.
 */
export async function changeSchedule(
  db: Database,
  { scheduleId, ownerId }: { scheduleId: string; ownerId: string },
  change: Change,
  given?: Date,
): Promise<ScheduleRow> {
  await clock.sync(db);
  const now = given ?? new Date(clock.now());
  return await transaction(db, async (tx) => {
    const before = await lockSchedule(tx, { scheduleId, ownerId });
    if (!before) throw new AppError("not_found", "There is no such schedule.");
    const after = { ...before, ...change };
    await check(tx, after, ownerId, now);
    const resumed = after.enabled && !before.enabled;
    const ruled = change.cron !== undefined || change.timeZone !== undefined;
    if (!after.enabled) after.nextAt = null;
    else if (resumed || ruled) after.nextAt = nextMoment(after, now);
    if (resumed) Object.assign(after, { failures: 0, lastError: null });
    const { id: _id, ownerId: _ownerId, createdAt: _createdAt, ...written } = after;
    await queueScheduledRun(tx, { scheduleId, at: after.nextAt });
    return await updateSchedule(tx, scheduleId, written);
  });
}

/** Ends a schedule. Runs that it started stay. */
export async function removeSchedule(
  db: Database,
  schedule: { scheduleId: string; ownerId: string },
): Promise<void> {
  await transaction(db, async (tx) => {
    if (!(await deleteSchedule(tx, schedule))) {
      throw new AppError("not_found", "There is no such schedule.");
    }
    await queueScheduledRun(tx, { scheduleId: schedule.scheduleId, at: null });
  });
}

async function check(db: Database, plan: Plan, ownerId: string, now: Date): Promise<void> {
  const fields = problemsOf(plan, now);
  if (Object.keys(fields).length > 0)
    throw new AppError("invalid", "There is a problem", { fields });
  const definitionId = await findDefinitionId(db, { ...plan, ownerId });
  if (definitionId === null) throw new AppError("not_found", "There is no such workflow.");
  const { definition } = await planOf(db, { definitionId, definitionPath: [] });
  checkedInputs(definition, plan.inputs);
}

/** The same person asking with the same key means the same schedule. */
function idFor(ownerId: string, key: string): string {
  const hex = createHash("sha256").update(`${ownerId}/${key}`).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
