import { EventEmitter } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { parseCronItems, run, type Task, type WorkerEvents } from "graphile-worker";
import { z } from "zod";

import { connect, type Database } from "#db/client.ts";
import { mailJob, sendLink } from "#lib/auth/mail-links/send-link.ts";
import { AppError } from "#lib/errors.ts";
import { sendSystemCommand } from "#lib/runtime/commands/send-system-command.ts";
import { alignChild, childJob, tellParent } from "#lib/runtime/executions/child-execution.ts";
import { archiveNightly, archiving } from "#lib/runtime/recovery/archive-runs.ts";
import { checkNightly, nightly } from "#lib/runtime/recovery/nightly-check.ts";
import {
  jobReconciliation,
  idleRunReconciliation,
  reconcileIdleRuns,
  reconcileJobs,
} from "#lib/runtime/recovery/reconcile.ts";
import { runSchedule, scheduleJob } from "#lib/runtime/schedules/run-schedule.ts";
import type { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";

import { deadLettering } from "./dead-letters.ts";
import { DelayedJobTimer } from "./delayed-job-timer.ts";
import { JobLeases } from "./job-leases.ts";
import { concurrency, queueOptions, queueUrl } from "./queue-options.ts";
import { runStepJob, stepJob } from "./run-step-job.ts";
import { sweep, sweeping } from "./sweep.ts";

/** How soon the jobs of a dead worker are reclaimed. */
const lookEveryMs = 5_000;

const executionJob = z.object({ executionId: z.uuid() });
const deadlineJob = executionJob.extend({ step: z.string().nullable(), at: z.number() });

/** How long the first look into the queue may take. */
const firstLookMs = 15_000;

/**
 * Works on the queue until it is stopped. Stopping lets the jobs under way finish. Resolves after the first look into
 * the queue: a worker whose first look fails never looks again, so that is refused as a failed start.
 */
export async function startWorker(
  db: Database,
  hub: NotificationHub,
  url: string,
): Promise<{ stop: () => Promise<void> }> {
  const names = connect(url, { max: 1 });
  const held = new JobLeases(db, names);
  await held.reclaim();
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => void held.acquire(workerPool.id));
  const due = new DelayedJobTimer(db, events, concurrency);
  const looked = Promise.withResolvers<true>();
  events.once("localQueue:getJobs:complete", () => looked.resolve(true));
  const runner = await run({
    preset: queueOptions,
    events,
    connectionString: queueUrl(url),
    noHandleSignals: true,
    taskList: held.track(deadLettering(db, tasks(db, hub))),
    parsedCronItems: parseCronItems([
      nightly,
      jobReconciliation,
      idleRunReconciliation,
      archiving,
      sweeping,
    ]),
  });
  const lookAfter = async () => {
    if ((await held.reclaim()) > 0) due.wake();
  };
  const timer = setInterval(() => void lookAfter(), lookEveryMs);
  let stopping = false;
  const ended = (cause?: unknown) => {
    if (!stopping) setImmediate(endProcess, cause);
  };
  runner.promise.then(() => ended(), ended);
  const stop = async () => {
    stopping = true;
    due.stop();
    clearInterval(timer);
    await runner.stop();
    await held.drain();
    await names.$client.end();
  };
  if (await Promise.race([looked.promise, pause(firstLookMs, false, { ref: false })])) {
    return { stop };
  }
  await stop();
  throw new AppError("unavailable", "The worker could not read its queue. Start it again.");
}

/**
 * The queue ends by itself when it cannot make good what it did, such as say that a job is done. A process without it
 * would go on and work on nothing, so it ends too, and is started again.
 */
function endProcess(cause: unknown): never {
  throw new Error("The worker ended by itself, and its process with it.", { cause });
}

function tasks(db: Database, hub: NotificationHub): Record<string, Task> {
  return {
    [nightly.task]: async (payload, { addJob }) => {
      const next = await checkNightly(db, payload);
      if (next) await addJob(nightly.task, next, { jobKey: nightly.task });
    },
    [archiving.task]: async (payload, { addJob }) => {
      const next = await archiveNightly(db, payload);
      if (next) await addJob(archiving.task, next, { jobKey: archiving.task });
    },
    [sweeping.task]: async (_payload, { addJob }) => {
      if (await sweep(db)) await addJob(sweeping.task, {}, { jobKey: sweeping.task });
    },
    mail: async (payload, { job }) => await sendLink(db, mailJob.parse(payload), job.attempts),
    [jobReconciliation.task]: async () => await reconcileJobs(db),
    [idleRunReconciliation.task]: async () =>
      await reconcileIdleRuns(db, Object.keys(tasks(db, hub))),
    step: async (payload, { job }) => {
      await runStepJob(db, hub, stepJob.parse(payload), job.attempts);
    },
    wake: async (payload) => {
      const { executionId, step, token } = stepJob.parse(payload);
      await sendSystemCommand(db, executionId, { type: "wake", step, token });
    },
    schedule: async (payload) => await runSchedule(db, scheduleJob.parse(payload)),
    deadline: async (payload) => {
      const { executionId, step, at } = deadlineJob.parse(payload);
      await sendSystemCommand(db, executionId, { type: "deadline", step, at });
    },
    child: async (payload) => {
      await alignChild(db, childJob.parse(payload));
    },
    childEnded: async (payload) => {
      await tellParent(db, executionJob.parse(payload).executionId);
    },
    continue: async (payload) => {
      const { executionId } = executionJob.parse(payload);
      await sendSystemCommand(db, executionId, { type: "continue" });
    },
  };
}
