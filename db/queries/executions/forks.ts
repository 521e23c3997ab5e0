import type { Database } from "#db/client.ts";
import type { ExecutionStatus } from "#lib/engine/state/state.ts";

/** A copy of an execution as it was at one moment. */
export type Copy = {
  definitionId: string;
  definitionPath: readonly string[];
  /** How many events of the original are copied. */
  revision: number;
  /** The present number of events of the original. */
  sourceRevision: number;
};

/**
 * Copies a person's execution into a new one of theirs, as it was at `revision` (the present one where that is null),
 * in one statement and from one snapshot. It copies the row with the definition and inputs of that moment, the events
 * until then, and the rows of every step that has not changed since. `null` where the person has no such execution.
 * Copies nothing where that revision does not exist yet.
 */
export async function copyExecution(
  tx: Database,
  params: {
    sourceId: string;
    ownerId: string;
    revision: number | null;
    executionId: string;
    /** Epoch milliseconds. */
    at: number;
  },
): Promise<Copy | null> {
  const { executionId, ownerId, revision, sourceId, at } = params;
  const rows = await tx.$client<Copy[]>`
    with source as (
      select *, coalesce(${revision}::int, revision) as upto, to_timestamp(${at}::float8 / 1000) as now
      from workflow_executions where id = ${sourceId}::uuid and user_id = ${ownerId}::uuid
    ), original as (
      select * from source where upto <= revision
    ), later as (
      select seq, body from original join workflow_events event on event.execution_id = original.id and event.seq > upto
      where body ->> 'type' = 'execution.patched'
    ), before as (
      select string_to_array(body ->> 'from', '$') as place from later order by seq limit 1
    ), pinned as (
      select coalesce((select place[1]::uuid from before), workflow_id) as workflow_id,
        coalesce((select to_jsonb(place[2:]) from before), definition_path) as definition_path,
        jsonb_set(context, '{inputs}', (context -> 'inputs') - array(select jsonb_object_keys(body -> 'inputs') from later)) as context
      from original
    ), execution as (
      insert into workflow_executions (id, workflow_id, definition_path, user_id, session_id, status, revision, context, results, error, signals, ending,
        forked_from_id, forked_from_revision, started_at, updated_at)
      select ${executionId}::uuid, pinned.workflow_id, pinned.definition_path, user_id, session_id, status, upto, pinned.context, results, error, signals,
        ending, id, upto, now, now
      from original, pinned
    ), steps as (
      insert into workflow_step_executions
      select copied.* from original
      join workflow_step_executions step on step.execution_id = original.id and step.revision <= upto
      cross join lateral jsonb_populate_record(step, jsonb_build_object('execution_id', ${executionId}::text)) copied
    ), events as (
      insert into workflow_events (execution_id, seq, at, actor, body)
      select ${executionId}::uuid, seq, event.at, actor, body from original
      join workflow_events event on event.execution_id = original.id and event.seq <= upto
    )
    select coalesce((select workflow_id from pinned), workflow_id) as "definitionId",
      coalesce((select definition_path from pinned), definition_path) as "definitionPath", upto as revision,
      revision as "sourceRevision"
    from source`;
  return rows[0] ?? null;
}

/** Another run of the same workflow, to compare with. */
export type Comparable = {
  id: string;
  /** How it is related: a what-if of this run, the run that this is a what-if of, or neither. */
  relation: "what_if" | "source" | "other";
  status: ExecutionStatus;
  /** Epoch milliseconds. */
  startedAt: number;
};

/** A person's other runs of the workflow that a run of theirs follows: what-ifs first, then the newest. */
export async function listComparable(
  db: Database,
  params: { executionId: string; ownerId: string; limit: number },
): Promise<Comparable[]> {
  return await db.$client<Comparable[]>`
    select other.id, other.status, extract(epoch from other.started_at)::float8 * 1000 as "startedAt",
      case when other.forked_from_id = run.id then 'what_if' when other.id = run.forked_from_id then 'source' else 'other' end as relation
    from workflow_executions run
    join workflow_definitions definition on definition.id = run.workflow_id
    join workflow_definitions version on version.workflow_id = definition.workflow_id
    join workflow_executions other on other.workflow_id = version.id and other.user_id = run.user_id and other.id <> run.id
    where run.id = ${params.executionId}::uuid and run.user_id = ${params.ownerId}::uuid
    order by other.forked_from_id is not distinct from run.id desc, other.id is not distinct from run.forked_from_id desc,
      other.started_at desc, other.id
    limit ${params.limit}`;
}
