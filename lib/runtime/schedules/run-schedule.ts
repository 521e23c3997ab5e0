import { z } from "zod";

import type { Database } from "#db/client.ts";
import {
  lockSchedule,
  queueScheduledRun,
  type ScheduleRow,
  updateSchedule,
} from "#db/queries/jobs/schedules.ts";
import { isSuspended } from "#db/queries/people/access.ts";
import { transaction } from "#db/transaction.ts";
import { isOutage } from "#lib/connection-failure.ts";
import { toProblem } from "#lib/problem.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { clock } from "#lib/runtime/store/database-clock.ts";

import { momentsWithin, nextMoment } from "./cron.ts";

export const scheduleJob = z.object({ scheduleId: z.uuid(), moment: z.iso.datetime() });
type ScheduleJob = z.output<typeof scheduleJob>;

/** After this many failed starts in a row a schedule pauses itself. */
const mostFailures = 3;

/**
 * Starts the scheduled run of a moment, and plans the next one, in one transaction. A second delivery does nothing: the
 * schedule is at another moment by then, and the start has an idempotency key of the schedule and the moment. Runs that
 * were missed while no worker was there are started once, for all of them.
 */
export async function runSchedule(
  db: Database,
  { scheduleId, moment }: ScheduleJob,
  given?: Date,
): Promise<void> {
  await clock.sync(db);
  const now = given ?? new Date(clock.now());
  await transaction(db, async (tx) => {
    const schedule = await lockSchedule(tx, { scheduleId, ownerId: null });
    if (schedule?.nextAt?.getTime() !== Date.parse(moment) || !schedule.enabled) return;
    // The job comes due by the database's clock, which may be a little ahead of this process's clock.
    const at = schedule.nextAt;
    const from = now > at ? now : at;
    const missed = momentsWithin(schedule, at, from);
    const started = await start(tx, schedule, { at, missed });
    const failures = started.ok ? 0 : schedule.failures + 1;
    const enabled = failures < mostFailures;
    const nextAt = enabled ? nextMoment(schedule, from) : null;
    await updateSchedule(tx, scheduleId, {
      enabled: enabled && nextAt !== null,
      nextAt,
      lastAt: at,
      missed,
      failures,
      lastError: started.ok ? null : started.problem,
      ...(started.ok && { lastExecutionId: started.executionId }),
    });
    await queueScheduledRun(tx, { scheduleId, at: nextAt });
  });
}

type Started = { ok: true; executionId: string } | { ok: false; problem: string };

async function start(
  tx: Database,
  { id, ownerId, workflowId, version, inputs }: ScheduleRow,
  { at, missed }: { at: Date; missed: number },
): Promise<Started> {
  if (await isSuspended(tx, ownerId)) return { ok: false, problem: "This account is suspended." };
  try {
    const moment = at.toISOString();
    const run = await transaction(
      tx,
      async (own) =>
        await startExecution(own, {
          workflowId,
          version,
          ownerId,
          inputs,
          actor: { kind: "system" },
          metadata: { schedule: { id, moment, missed } },
          idempotencyKey: `schedule/${id}/${moment}`,
        }),
    );
    return { ok: true, executionId: run.id };
  } catch (error) {
    // The database was away or had no room, which says nothing about the schedule: the queue delivers the job again.
    if (isOutage(error)) throw error;
    return { ok: false, problem: toProblem(error).message };
  }
}
