import type { Database } from "#db/client.ts";

import { jobsWithPayload, privateJobs } from "./private-tables.ts";

/** Has the queue give up a job after the try that is under way, since no further one could fare better. */
export async function failPermanently(db: Database, jobId: string): Promise<void> {
  await db.$client`
    update ${privateJobs(db)} set max_attempts = attempts where id = ${jobId}`;
}

/**
 * Sees to the jobs that would stay in the queue without a word: those of tasks that no worker knows, an hour after they were
 * due (while versions are changed, an older worker may not know a newer one's), and those that ended their worker with every
 * try are given an error; those that a newer one has replaced while they ran, and that nobody finished, are deleted.
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
  parked: number;
  /** How long the job that waits longest has been due. */
  lateMs: number;
};

/** How the queue stands. Reads every job, so it is for people, not for every second. */
export async function countJobs(db: Database): Promise<QueueCounts> {
  const [row] = await db.$client<QueueCounts[]>`
    select count(*) filter (where is_available and run_at <= now())::int as due,
      count(*) filter (where is_available and run_at > now())::int as delayed,
      count(*) filter (where locked_at is not null)::int as running,
      count(*) filter (where is_available and last_error is not null)::int as failing,
      count(*) filter (where attempts >= max_attempts and locked_at is null)::int as parked,
      coalesce(extract(epoch from now() - min(run_at) filter (where is_available and run_at <= now())) * 1000, 0)::float8 as "lateMs"
    from ${privateJobs(db)}`;
  if (!row) throw new Error("Counting gave no row.");
  return row;
}

/** A job that did not work: parked for good, or to be tried again. */
export type FailedJob = {
  id: string;
  task: string;
  key: string | null;
  executionId: string | null;
  stepId: string | null;
  tries: number;
  error: string;
  parked: boolean;
  /** When it was last tried; when the next try is due, for one that is not parked. */
  at: Date;
};

/** The jobs that did not work, parked ones first. */
export async function listFailedJobs(db: Database, limit: number): Promise<FailedJob[]> {
  const rows = await db.$client<(Omit<FailedJob, "at"> & { at: number })[]>`
    select job.id::text, job.task, job.key, job.payload ->> 'executionId' as "executionId",
      job.payload ->> 'step' as "stepId", job.attempts::int as tries, coalesce(job.last_error, '') as error,
      not job.is_available as parked,
      extract(epoch from case when job.is_available then job.run_at else job.updated_at end)::float8 * 1000 as at
    from ${jobsWithPayload(db)} job
    where job.locked_at is null and (job.attempts >= job.max_attempts or job.last_error is not null)
    order by job.is_available, job.updated_at desc limit ${limit}`;
  return rows.map((row) => Object.assign(row, { at: new Date(row.at) }));
}

/** Has a job tried again as if it never had been: now, or when its timer is due. */
export async function runJobAgain(db: Database, jobId: string): Promise<void> {
  await db.$client`
    select graphile_worker.reschedule_jobs(array[job.id], run_at => greatest(now(), step.due_at), attempts => 0, max_attempts => 10)
    from ${jobsWithPayload(db)} job
    left join workflow_step_executions step on step.token::text = job.key
      and step.execution_id = case when job.payload ->> 'executionId' ~ '^[0-9a-f-]{36}$' then (job.payload ->> 'executionId')::uuid end
    where job.id = ${jobId}::bigint`;
}

/** Takes a job off the queue, and notes it, so that it is not taken for lost. One that is being worked on stays. */
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

/** What was put right lately, the latest first. */
export async function listRepairs(db: Database, limit: number): Promise<Repair[]> {
  const rows = await db.$client<(Omit<Repair, "at"> & { at: number })[]>`
    select id::float8 as id, what, execution_id as "executionId", step_id as "stepId", key, extract(epoch from at)::float8 * 1000 as at
    from workflow_repairs order by id desc limit ${limit}`;
  return rows.map((row) => Object.assign(row, { at: new Date(row.at) }));
}
