import type { Database } from "#db/client.ts";
import { jobsWithPayload, privateJobs } from "#db/queries/jobs/private-tables.ts";

/**
 * A page of executions in order of their ids, after `after`: all of them, one, or those that changed since a moment.
 */
export async function listExecutionIds(
  db: Database,
  params: { after: string | null; limit: number; only?: string; changedSince?: Date },
): Promise<string[]> {
  const { after, limit, only = null } = params;
  const changedSince = params.changedSince?.toISOString() ?? null;
  const rows = await db.$client<{ id: string }[]>`
    select id from workflow_executions
    where (${after}::uuid is null or id > ${after}::uuid)
      and (${only}::uuid is null or id = ${only}::uuid)
      and (${changedSince}::timestamptz is null or updated_at >= ${changedSince}::timestamptz)
    order by id limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** A job of the queue, with the fields that its execution depends on. */
export type QueuedJob = {
  key: string;
  task: string;
  executionId: string | null;
  stepId: string | null;
  /** Whether the job is dead-lettered: the queue has used up its tries. */
  givenUp: boolean;
  lastError: string | null;
};

/** The jobs with these keys that are in the queue, whether waiting, due or running. */
export async function findJobs(db: Database, keys: readonly string[]): Promise<QueuedJob[]> {
  if (keys.length === 0) return [];
  return await db.$client<QueuedJob[]>`
    select job.key, job.task, job.payload ->> 'executionId' as "executionId", job.payload ->> 'step' as "stepId",
      job.attempts >= job.max_attempts and job.locked_at is null as "givenUp", job.last_error as "lastError"
    from ${jobsWithPayload(db)} job
    where job.key in (select jsonb_array_elements_text(${JSON.stringify(keys)}::text::jsonb))`;
}

/** The steps for which an execution has leftovers: unfinished answers or pieces of text. */
export async function listStepsWithLeftovers(db: Database, executionId: string): Promise<string[]> {
  const rows = await db.$client<{ id: string }[]>`
    select step_id as id from step_drafts where execution_id = ${executionId}
    union select step_id from step_texts where execution_id = ${executionId}`;
  return rows.map(({ id }) => id);
}

export type Orphan = {
  kind: "job" | "idempotency_key" | "owner" | "step" | "event" | "schedule";
  /** The execution that is referred to. For a schedule, its own id. */
  id: string;
};

/** The first rows that refer to an execution or a person that does not exist, where no foreign key prevents it. */
export async function listOrphans(db: Database, limit: number): Promise<Orphan[]> {
  return await db.$client<Orphan[]>`
    select 'job' as kind, job.payload ->> 'executionId' as id
    from ${privateJobs(db)} job
    where job.payload ->> 'executionId' is not null
      and not exists (select from workflow_executions where id::text = job.payload ->> 'executionId')
    union
    select 'idempotency_key', key.execution_id::text from idempotency_keys key
    where not exists (select from workflow_executions where id = key.execution_id)
    union
    select 'owner', execution.id::text from workflow_executions execution
    where not exists (select from users where id = execution.user_id)
    union
    select distinct 'step', step.execution_id::text from workflow_step_executions step
    where not exists (select from workflow_executions where id = step.execution_id)
    union
    select distinct 'event', event.execution_id::text from workflow_events event
    where not exists (select from workflow_executions where id = event.execution_id)
    union
    select 'schedule', schedule.id::text from workflow_schedules schedule
    where enabled and not exists (select from graphile_worker.jobs
      where key = 'schedule:' || schedule.id and attempts < max_attempts)
    limit ${limit}`;
}
