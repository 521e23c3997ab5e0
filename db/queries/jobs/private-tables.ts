import type { Database } from "#db/client.ts";

/**
 * The columns of the queue's own tables that our statements read or write and its public view lacks. The queue may
 * change its tables with any release: nothing but this file names them, and a test says when one of these columns is
 * gone.
 */
export const privateColumns = {
  _private_jobs: [
    "id",
    "task_id",
    "key",
    "payload",
    "priority",
    "run_at",
    "attempts",
    "max_attempts",
    "last_error",
    "created_at",
    "updated_at",
    "locked_at",
    "locked_by",
    "is_available",
  ],
  _private_tasks: ["id", "identifier"],
} as const;

/** The table of jobs, for what `graphile_worker.jobs` cannot: to change a job, or to find the next one by its index. */
export function privateJobs({ $client: sql }: Database) {
  return sql`graphile_worker._private_jobs`;
}

/** Every job with its payload and the name of its task. */
export function jobsWithPayload({ $client: sql }: Database) {
  return sql`(
    select job.id, job.key, job.payload, job.run_at, job.attempts, job.max_attempts, job.last_error, job.updated_at, job.locked_at,
      job.is_available, task.identifier as task
    from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id)`;
}
