import { EventEmitter } from "node:events";

import { Logger, run, type TaskList, type WorkerEvents } from "graphile-worker";
import { z } from "zod";

import { connect, type Database } from "#db/client.ts";
import { holdWorkerName, releaseJobsOfLostWorkers } from "#db/queries/queue.ts";
import { log } from "#lib/log.ts";

import { runCommand } from "./command.ts";
import type { Hub } from "./hub.ts";
import { runStepJob, stepJob } from "./run-step-job.ts";

/** Most jobs wait for the network, so more of them than processors may be under way. */
const concurrency = 8;
/** How late a delayed job may begin; new ones are announced and begin at once. */
const pollEveryMs = 500;
/** How soon the jobs of a worker that died are taken over. */
const rescueEveryMs = 5_000;

const continueJob = z.object({ executionId: z.uuid() });

/** Works on the queue until it is stopped; stopping lets the jobs under way finish. */
export async function startWorker(
  db: Database,
  hub: Hub,
  url: string,
): Promise<{ stop: () => Promise<void> }> {
  const names = connect(url, { max: 1 });
  await rescue(db);
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => void holdWorkerName(names, workerPool.id));
  const runner = await run({
    events,
    connectionString: url,
    concurrency,
    pollInterval: pollEveryMs,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (level === "error" || level === "warning") log.warn("queue", { message });
    }),
    taskList: tasks(db, hub),
  });
  const timer = setInterval(() => void rescue(db), rescueEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await runner.stop();
      await names.$client.end();
    },
  };
}

function tasks(db: Database, hub: Hub): TaskList {
  return {
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
    continue: async (payload) => {
      await runCommand(db, {
        executionId: continueJob.parse(payload).executionId,
        ownerId: null,
        actor: { kind: "system" },
        command: () => ({ type: "continue" }),
        view: () => null,
      });
    },
  };
}

async function rescue(db: Database): Promise<void> {
  try {
    const lost = await releaseJobsOfLostWorkers(db);
    if (lost.length > 0) log.info("took over the jobs of lost workers", { workers: lost.length });
  } catch (error) {
    log.warn("could not look for lost workers", { error });
  }
}
