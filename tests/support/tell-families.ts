import { z } from "zod";

import type { Database } from "#db/client.ts";
import { runCommand } from "#lib/runtime/commands/run-command.ts";
import { alignChild, childJob, tellParent } from "#lib/runtime/executions/child-execution.ts";
import { stateCache } from "#lib/runtime/store/state-cache.ts";

const endedJob = z.object({ executionId: z.uuid() });

type Job = { task: string; payload: unknown };

/**
 * Processes the jobs by which parents and child runs are synchronized, and the jobs that continue a turn which was cut
 * short on a busy machine, until there are none. Like a worker that remembers nothing from one job to the next. All
 * other jobs stay.
 */
export async function tellFamilies(db: Database): Promise<void> {
  for (;;) {
    // A job that a job queues under its own key must stay, so the job leaves the queue before it is processed.
    // eslint-disable-next-line no-await-in-loop -- later jobs follow from the ones processed now
    const jobs = await db.$client<Job[]>`
      delete from graphile_worker._private_jobs job using graphile_worker._private_tasks task
      where task.id = job.task_id and task.identifier in ('child', 'childEnded', 'continue') and job.run_at <= now()
      returning task.identifier as task, job.payload`;
    if (jobs.length === 0) return;
    // eslint-disable-next-line no-await-in-loop -- one at a time, each by a process of its own
    for (const job of jobs) await processJob(db, job);
  }
}

async function processJob(db: Database, { task, payload }: Job): Promise<void> {
  const { executionId } = endedJob.parse(payload);
  stateCache.take(executionId);
  if (task === "child") await alignChild(db, childJob.parse(payload));
  else if (task === "childEnded") await tellParent(db, executionId);
  else {
    const sent = {
      executionId,
      ownerId: null,
      actor: { kind: "system" },
      view: () => null,
    } as const;
    await runCommand(db, { ...sent, command: () => ({ type: "continue" }) });
  }
}
