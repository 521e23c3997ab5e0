import type { Database } from "#db/client.ts";

/**
 * An attempt or a timer of a step or an instance whose job is no longer in the queue. `key` is its token, `stepId` its
 * address.
 */
export type OrphanedJob = {
  key: string;
  executionId: string;
  stepId: string;
  /** The attempt was a child run, whose id is the token. It has ended, and its step has not been told. */
  childEnded: boolean;
};

/** A step of a run that is no longer repaired, and since when. */
export type AbandonedJob = { executionId: string; stepId: string; since: Date };

/** A job that disappears this often does not disappear by accident. */
const mostRepairs = 3;
/** How many are repaired at a time. The next pass finds the rest. */
const batch = 500;

/**
 * The attempts and timers that are due and whose job is no longer in the queue. A step and its job are written
 * together, and a job leaves the queue only after its step has changed, or has started a child run. So a job that is
 * missing in one snapshot is really missing. Timers that are not yet due are not looked at: 100,000 of them cost
 * nothing. Repairing `exhausted` ones again would be no use: they disappeared again and again, or were removed by hand.
 */
function orphaned(db: Database, executionId: string | null = null) {
  const sql = db.$client;
  return sql`
    orphaned as (
      select step.token::text as key, step.execution_id, concat_ws('$', step.step_id, nullif(step.part, '')) as step_id,
        child.id is not null as child_ended, execution.updated_at, (
          select count(*) filter (where what = 'queued_again') >= ${mostRepairs} or count(*) filter (where what = 'removed') > 0
          from workflow_repairs repair where repair.key = step.token::text) as exhausted
      from workflow_step_executions step
      join workflow_executions execution on execution.id = step.execution_id and execution.status = 'running'
      left join workflow_executions child on child.id = step.token
      where step.token is not null and coalesce(step.due_at, '-infinity'::timestamptz) < now() - interval '5 seconds'
        ${executionId === null ? sql`` : sql`and step.execution_id = ${executionId}::uuid`}
        and not exists (select from graphile_worker.jobs job where job.key = step.token::text)
        and (child.id is null or (child.completed_at is not null
          and not exists (select from graphile_worker.jobs job where job.key = 'ended:' || child.id)))
    )`;
}

/** The orphaned jobs that may be queued again. Those of one execution, where it is named. */
export async function findOrphanedJobs(
  db: Database,
  executionId: string | null = null,
): Promise<OrphanedJob[]> {
  return await db.$client<OrphanedJob[]>`
    with ${orphaned(db, executionId)}
    select key, execution_id as "executionId", step_id as "stepId", child_ended as "childEnded" from orphaned
    where not exhausted limit ${batch}`;
}

/** Records that a job was orphaned and is repaired. */
export async function recordRepair(
  db: Database,
  { key, executionId, stepId }: { key: string; executionId: string; stepId: string | null },
): Promise<void> {
  await db.$client`
    insert into workflow_repairs (key, what, execution_id, step_id)
    values (${key}, 'queued_again', ${executionId}::uuid, ${stepId})`;
}

/** Queues the orphaned jobs of schedules again, and records it. Returns their keys. */
export async function requeueOrphanedSchedules(db: Database): Promise<string[]> {
  const rows = await db.$client<{ key: string }[]>`
    with orphaned as (
      select 'schedule:' || id as key, next_at,
        json_build_object('scheduleId', id, 'moment', to_char(next_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
      from workflow_schedules
      where enabled and next_at < now() - interval '5 seconds'
        and not exists (select from graphile_worker.jobs job where job.key = 'schedule:' || id)
      limit ${batch}
    ), queued as (
      select orphaned.key, job.id from orphaned, lateral graphile_worker.add_job('schedule', payload, run_at => next_at,
        job_key => orphaned.key, max_attempts => 10) job
    )
    insert into workflow_repairs (key, what) select key, 'queued_again' from queued returning key`;
  return rows.map(({ key }) => key);
}

/**
 * Idle executions: they are running, but nothing is open in them and no job continues them, or their deadline has
 * passed. What is open has to be looked up for each, so this query runs seldom.
 */
export async function listIdleExecutions(db: Database): Promise<string[]> {
  const rows = await db.$client<{ id: string }[]>`
    select execution.id from workflow_executions execution
    where execution.status = 'running' and execution.updated_at < now() - interval '1 minute'
      and (execution.deadline_at < now() - interval '1 minute' or not exists (select from workflow_step_executions step
        where step.execution_id = execution.id and step.status in ('ready', 'running', 'waiting')))
      and not exists (select from graphile_worker.jobs job where job.key = 'continue:' || execution.id)
      and (select count(*) from workflow_repairs repair where repair.key = 'continue:' || execution.id) < ${mostRepairs}
    limit ${batch}`;
  return rows.map(({ id }) => id);
}

/** Why a step of a run, or the run as a whole where no step is named, cannot continue by itself. */
export type Stuck = {
  stepId: string | null;
  /** How often the queue tried its job. Zero where the job no longer exists. */
  tries: number;
};

/**
 * What keeps a running execution from continuing by itself: dead-lettered jobs, and orphaned ones that are not
 * repaired.
 */
export async function listStuck(db: Database, executionId: string): Promise<Stuck[]> {
  return await db.$client<Stuck[]>`
    with ${orphaned(db, executionId)}, expected as (
      select concat_ws('$', step_id, nullif(part, '')) as step_id, token::text as key from workflow_step_executions
      where execution_id = ${executionId}::uuid and token is not null
      union all select null, ${`continue:${executionId}`}
    )
    select expected.step_id as "stepId", job.attempts::int as tries
    from expected join graphile_worker.jobs job on job.key = expected.key
    where job.attempts >= job.max_attempts and job.locked_at is null
    union all
    select orphaned.step_id, 0 from orphaned
    where orphaned.execution_id = ${executionId}::uuid and orphaned.exhausted`;
}

/** The steps of all runs that are stuck because their job is orphaned and is not queued again, the latest first. */
export async function listAbandonedJobs(db: Database, limit: number): Promise<AbandonedJob[]> {
  const rows = await db.$client<(Omit<AbandonedJob, "since"> & { since: number })[]>`
    with ${orphaned(db)}
    select execution_id as "executionId", step_id as "stepId", extract(epoch from updated_at)::float8 * 1000 as since
    from orphaned where exhausted order by updated_at desc, key limit ${limit}`;
  return rows.map((row) => Object.assign(row, { since: new Date(row.since) }));
}

/**
 * Gives a person's stuck run another chance: its dead-lettered and orphaned jobs are queued again, each for when it is
 * due.
 */
export async function requeueStuck(
  tx: Database,
  { executionId, ownerId }: { executionId: string; ownerId: string },
): Promise<void> {
  await tx.$client`
    with expected as (
      select step.token::text as key, step.due_at from workflow_executions execution
      join workflow_step_executions step on step.execution_id = execution.id and step.token is not null
      where execution.id = ${executionId}::uuid and execution.user_id = ${ownerId}::uuid
      union all
      select 'continue:' || id, null from workflow_executions where id = ${executionId}::uuid and user_id = ${ownerId}::uuid
    ), forgotten as (
      delete from workflow_repairs where key in (select key from expected)
    )
    select graphile_worker.reschedule_jobs(array[job.id], run_at => greatest(now(), due_at), attempts => 0, max_attempts => 10)
    from graphile_worker.jobs job join expected using (key)
    where job.attempts >= job.max_attempts and job.locked_at is null`;
}
