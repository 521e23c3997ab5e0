import { EventEmitter } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { parseCronItems, run, type Task, type WorkerEvents } from "graphile-worker";
import { z } from "zod";

import { connect, type Database } from "#db/client.ts";
import { mailJob, sendLink } from "#lib/auth/mail-links/send-link.ts";
import { AppError } from "#lib/errors.ts";
import { runCommand } from "#lib/runtime/commands/run-command.ts";
import { alignChild, childJob, tellParent } from "#lib/runtime/executions/child-execution.ts";
import { archiveNightly, archiving } from "#lib/runtime/recovery/archive-runs.ts";
import { checkNightly, nightly } from "#lib/runtime/recovery/nightly-check.ts";
import {
  everyMinute,
  hourly,
  putRightIdleRuns,
  putRightLostJobs,
} from "#lib/runtime/recovery/reconcile.ts";
import { runSchedule, scheduleJob } from "#lib/runtime/schedules/run-schedule.ts";
import type { Hub } from "#lib/runtime/streams/notification-hub.ts";

import { parking } from "./dead-letters.ts";
import { DueJobs } from "./delayed-job-timer.ts";
import { HeldJobs } from "./job-leases.ts";
import { concurrency, queueOptions, queueUrl } from "./queue-options.ts";
import { runStepJob, stepJob } from "./run-step-job.ts";
import { sweep, sweeping } from "./sweep.ts";

/** How soon the jobs of a worker that died are taken over. */
const lookEveryMs = 5_000;

const executionJob = z.object({ executionId: z.uuid() });
const deadlineJob = executionJob.extend({ step: z.string().nullable(), at: z.number() });

/** How long the first look into the queue may take. */
const firstLookMs = 15_000;

/**
 * Works on the queue until it is stopped; stopping lets the jobs under way finish. Resolves once it has looked into the
 * queue: a worker whose very first look fails never looks again, so that is refused as a failed start.
 */
export async function startWorker(
  db: Database,
  hub: Hub,
  url: string,
): Promise<{ stop: () => Promise<void> }> {
  const names = connect(url, { max: 1 });
  const held = new HeldJobs(db, names);
  await held.lookAfter();
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => void held.take(workerPool.id));
  const due = new DueJobs(db, events, concurrency);
  const looked = Promise.withResolvers<true>();
  events.once("localQueue:getJobs:complete", () => looked.resolve(true));
  const runner = await run({
    preset: queueOptions,
    events,
    connectionString: queueUrl(url),
    noHandleSignals: true,
    taskList: held.noting(parking(db, tasks(db, hub))),
    parsedCronItems: parseCronItems([nightly, everyMinute, hourly, archiving, sweeping]),
  });
  const lookAfter = async () => {
    if ((await held.lookAfter()) > 0) due.wake();
  };
  const timer = setInterval(() => void lookAfter(), lookEveryMs);
  const stop = async () => {
    due.stop();
    clearInterval(timer);
    await runner.stop();
    await held.finish();
    await names.$client.end();
  };
  if (await Promise.race([looked.promise, pause(firstLookMs, false, { ref: false })])) {
    return { stop };
  }
  await stop();
  throw new AppError("unavailable", "The worker could not read its queue. Start it again.");
}

function tasks(db: Database, hub: Hub): Record<string, Task> {
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
    [everyMinute.task]: async () => await putRightLostJobs(db),
    [hourly.task]: async () => await putRightIdleRuns(db, Object.keys(tasks(db, hub))),
    step: async (payload, { job }) => {
      await runStepJob(db, hub, stepJob.parse(payload), job.attempts);
    },
    wake: async (payload) => {
      const { executionId, step, token } = stepJob.parse(payload);
      await runCommand(db, {
        executionId,
        ownerId: null,
        actor: { kind: "system" },
        command: () => ({ type: "wake", step, token }),
        view: () => null,
      });
    },
    schedule: async (payload) => await runSchedule(db, scheduleJob.parse(payload)),
    deadline: async (payload) => {
      const { executionId, step, at } = deadlineJob.parse(payload);
      await runCommand(db, {
        executionId,
        ownerId: null,
        actor: { kind: "system" },
        command: () => ({ type: "deadline", step, at }),
        view: () => null,
      });
    },
    child: async (payload) => {
      await alignChild(db, childJob.parse(payload));
    },
    childEnded: async (payload) => {
      await tellParent(db, executionJob.parse(payload).executionId);
    },
    continue: async (payload) => {
      await runCommand(db, {
        executionId: executionJob.parse(payload).executionId,
        ownerId: null,
        actor: { kind: "system" },
        command: () => ({ type: "continue" }),
        view: () => null,
      });
    },
  };
}
