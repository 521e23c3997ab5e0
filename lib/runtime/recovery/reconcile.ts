import type { CronItem } from "graphile-worker";

import type { Database } from "#db/client.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import { tidyDeadLetters } from "#db/queries/jobs/dead-letters.ts";
import {
  findOrphanedJobs,
  listIdleExecutions,
  type OrphanedJob,
  recordRepair,
  requeueOrphanedSchedules,
  requeueStuck,
} from "#db/queries/jobs/orphaned-jobs.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { tellParent } from "#lib/runtime/executions/child-execution.ts";

import { repairExecution } from "./repair.ts";

/**
 * The reconcile loop. It runs once a minute in one of all workers: the queue adds the job once, however many there are.
 */
export const jobReconciliation = {
  task: "put-right",
  match: "* * * * *",
  identifier: "put-right",
  options: { backfillPeriod: 0, maxAttempts: 1, jobKey: "put-right" },
} satisfies CronItem;

/** Finding idle runs costs more, so it is done less often. */
export const idleRunReconciliation = {
  task: "put-right-idle",
  match: "41 * * * *",
  identifier: "put-right-idle",
  options: { backfillPeriod: 0, maxAttempts: 1, jobKey: "put-right-idle" },
} satisfies CronItem;

/**
 * Queues again the jobs of steps and schedules that the queue has lost. Each repair is recorded and logged. What cannot
 * be repaired is shown on the run's page and on the page of jobs.
 */
export async function reconcileJobs(db: Database): Promise<void> {
  await requeueJobs(db, await findOrphanedJobs(db));
  for (const key of await requeueOrphanedSchedules(db))
    log.warn("a lost job was queued again", { key });
}

/** Continues idle runs that wait for nobody, and gives an error to jobs that would stay in the queue unnoticed. */
export async function reconcileIdleRuns(
  db: Database,
  knownTasks: readonly string[],
): Promise<void> {
  await tidyDeadLetters(db, knownTasks);
  for (const executionId of await listIdleExecutions(db)) {
    const key = `continue:${executionId}`;
    // eslint-disable-next-line no-await-in-loop -- one run at a time is locked
    await reconcile(db, { key, executionId, stepId: null }, async () => {
      await repairExecution(db, executionId);
    });
  }
}

/** Tries again what keeps a person's run from continuing, because the person asked for it. */
export async function tryAgainStuck(
  db: Database,
  run: { executionId: string; ownerId: string },
): Promise<void> {
  if (!(await getExecution(db, run))) throw new AppError("not_found", "There is no such run.");
  await requeueStuck(db, run);
  await requeueJobs(db, await findOrphanedJobs(db, run.executionId));
}

async function requeueJobs(db: Database, jobs: readonly OrphanedJob[]): Promise<void> {
  for (const job of jobs) {
    // eslint-disable-next-line no-await-in-loop -- one run at a time is locked
    await reconcile(db, job, async () => {
      if (job.childEnded) await tellParent(db, job.key);
      else await repairExecution(db, job.executionId);
    });
  }
}

type OrphanedKey = { key: string; executionId: string; stepId: string | null };

/** A failed repair is recorded too. So it is not tried forever, and does not keep the others from being repaired. */
async function reconcile(
  db: Database,
  orphaned: OrphanedKey,
  repair: () => Promise<void>,
): Promise<void> {
  await recordRepair(db, orphaned);
  try {
    await repair();
    log.warn("what a run waits for was lost, and was put right", orphaned);
  } catch (error) {
    log.error("what a run waits for was lost, and could not be put right", { ...orphaned, error });
  }
}
