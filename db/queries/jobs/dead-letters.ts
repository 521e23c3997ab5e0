import type { Database } from "#db/client.ts";

import { jobsWithPayload, privateJobs } from "./private-tables.ts";

/** Makes the queue give up a job after its present try, since another try could do no better. */
export async function failPermanently(db: Database, jobId: string): Promise<void> {
  await db.$client`
    update ${privateJobs(db)} set max_attempts = attempts where id = ${jobId}`;
}

/**
 * Handles jobs that would stay in the queue unnoticed. Two kinds are given an error: jobs of tasks that no worker
 * knows, an hour after they were due (during an update, an older worker may not know a newer one's tasks), and jobs
 * that ended their worker with every try. Jobs that were replaced by a newer one while they ran, and never finished,
 * are deleted.
 */
export async function tidyDeadLetters(db: Database, knownTasks: readonly string[]): Promise<void> {
  await db.$client`
    with unknown as (
      select array_agg(job.id) as ids
      from ${jobsWithPayload(db)} job
      where job.is_available and job.run_at < now() - interval '1 hour'
        and not job.task = any(string_to_array(${knownTasks.join(",")}, ','))
    )
    select from unknown, graphile_worker.permanently_fail_jobs(ids, 'No worker knows this task.') where ids is not null`;
  await db.$client`
    with superseded as (
      delete from ${privateJobs(db)}
      where key is null and last_error is null and attempts >= max_attempts and locked_at is null
    )
    update ${privateJobs(db)}
    set last_error = 'The worker ended with each of ' || attempts || ' tries.'
    where key is not null and last_error is null and attempts >= max_attempts and locked_at is null`;
}

export type QueueCounts = {
  due: number;
  delayed: number;
  running: number;
  failing: number;
  deadLettered: number;
  /** For how long the job that has waited longest has been due. */
  lateMs: number;
};

/** The state of the queue. Reads every job, so it is for people, not for every second. */
export async function countJobs(db: Database): Promise<QueueCounts> {
  const [row] = await db.$client<QueueCounts[]>`
    select count(*) filter (where is_available and run_at <= now())::int as due,
      count(*) filter (where is_available and run_at > now())::int as delayed,
      count(*) filter (where locked_at is not null)::int as running,
      count(*) filter (where is_available and last_error is not null)::int as failing,
      count(*) filter (where attempts >= max_attempts and locked_at is null)::int as "deadLettered",
      coalesce(extract(epoch from now() - min(run_at) filter (where is_available and run_at <= now())) * 1000, 0)::float8 as "lateMs"
    from ${privateJobs(db)}`;
  if (!row) throw new Error("Counting gave no row.");
  return row;
}

/** A job that failed: dead-lettered, or to be tried again. */
export type FailedJob = {
  id: string;
  task: string;
  key: string | null;
  executionId: string | null;
  stepId: string | null;
  tries: number;
  error: string;
  deadLettered: boolean;
  /** When it was last tried. For a job that is not dead-lettered, when the next try is due. */
  at: Date;
};

/** The failed jobs, dead-lettered ones first. */
export async function listFailedJobs(db: Database, limit: number): Promise<FailedJob[]> {
  const rows = await db.$client<(Omit<FailedJob, "at"> & { at: number })[]>`
    select job.id::text, job.task, job.key, job.payload ->> 'executionId' as "executionId",
      job.payload ->> 'step' as "stepId", job.attempts::int as tries, coalesce(job.last_error, '') as error,
      not job.is_available as "deadLettered",
      extract(epoch from case when job.is_available then job.run_at else job.updated_at end)::float8 * 1000 as at
    from ${jobsWithPayload(db)} job
    where job.locked_at is null and (job.attempts >= job.max_attempts or job.last_error is not null)
    order by job.is_available, job.updated_at desc limit ${limit}`;
  return rows.map((row) => Object.assign(row, { at: new Date(row.at) }));
}

/** Makes the queue try a job again from the start: now, or when its timer is due. */
export async function runJobAgain(db: Database, jobId: string): Promise<void> {
  await db.$client`
    select graphile_worker.reschedule_jobs(array[job.id], run_at => greatest(now(), step.due_at), attempts => 0, max_attempts => 10)
    from ${jobsWithPayload(db)} job
    left join workflow_step_executions step on step.token::text = job.key
      and step.execution_id = case when job.payload ->> 'executionId' ~ '^[0-9a-f-]{36}$' then (job.payload ->> 'executionId')::uuid end
    where job.id = ${jobId}::bigint`;
}

/** Removes a job from the queue, and records this, so that it does not count as orphaned. A running job stays. */
export async function removeDeadLetter(db: Database, jobId: string): Promise<void> {
  await db.$client`
    with removed as (
      select (job).key, (job).payload from (select graphile_worker.complete_jobs(array[${jobId}::bigint]) as job) done
    )
    insert into workflow_repairs (key, what, execution_id, step_id)
    select key, 'removed', (payload ->> 'executionId')::uuid, payload ->> 'step' from removed
    where key is not null
      and coalesce(payload ->> 'executionId', '00000000-0000-0000-0000-000000000000') ~ '^[0-9a-f-]{36}$'`;
}

export type Repair = {
  id: number;
  what: "queued_again" | "removed";
  executionId: string | null;
  stepId: string | null;
  key: string;
  at: Date;
};

/** The latest repairs, newest first. */
export async function listRepairs(db: Database, limit: number): Promise<Repair[]> {
  const rows = await db.$client<(Omit<Repair, "at"> & { at: number })[]>`
    select id::float8 as id, what, execution_id as "executionId", step_id as "stepId", key, extract(epoch from at)::float8 * 1000 as at
    from workflow_repairs order by id desc limit ${limit}`;
  return rows.map((row) => Object.assign(row, { at: new Date(row.at) }));
}
