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

/** Once a minute by one of all workers: the queue adds the job once, however many there are. */
export const jobReconciliation = {
  task: "put-right",
  match: "* * * * *",
  identifier: "put-right",
  options: { backfillPeriod: 0, maxAttempts: 1, jobKey: "put-right" },
} satisfies CronItem;

/** What costs more is looked for less often. */
export const idleRunReconciliation = {
  task: "put-right-idle",
  match: "41 * * * *",
  identifier: "put-right-idle",
  options: { backfillPeriod: 0, maxAttempts: 1, jobKey: "put-right-idle" },
} satisfies CronItem;

/**
 * Queues again what steps and schedules count on and the queue has lost. What it did is recorded and logged; what it cannot
 * put right, the run's page and the page of jobs show.
 */
export async function reconcileJobs(db: Database): Promise<void> {
  await putRightJobs(db, await findOrphanedJobs(db));
  for (const key of await requeueOrphanedSchedules(db))
    log.warn("a lost job was queued again", { key });
}

/**
 * Has runs go on that stand still though nobody is asked for anything, and gives an error to jobs that would stay in the
 * queue without a word.
 */
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

/** Has what keeps a person's run from going on tried again, at their wish. */
export async function tryAgainStuck(
  db: Database,
  run: { executionId: string; ownerId: string },
): Promise<void> {
  if (!(await getExecution(db, run))) throw new AppError("not_found", "There is no such run.");
  await requeueStuck(db, run);
  await putRightJobs(db, await findOrphanedJobs(db, run.executionId));
}

async function putRightJobs(db: Database, jobs: readonly OrphanedJob[]): Promise<void> {
  for (const job of jobs) {
    // eslint-disable-next-line no-await-in-loop -- one run at a time is locked
    await reconcile(db, job, async () => {
      if (job.childEnded) await tellParent(db, job.key);
      else await repairExecution(db, job.executionId);
    });
  }
}

type Lost = { key: string; executionId: string; stepId: string | null };

/** What fails is noted too, so that it is not tried for ever, and does not keep the others from being put right. */
async function reconcile(db: Database, lost: Lost, repair: () => Promise<void>): Promise<void> {
  await recordRepair(db, lost);
  try {
    await repair();
    log.warn("what a run waits for was lost, and was put right", lost);
  } catch (error) {
    log.error("what a run waits for was lost, and could not be put right", { ...lost, error });
  }
}
