import type { Database } from "#db/client.ts";
import type { Actor, EventBody, ExecutionEvent } from "#lib/engine/state/event.ts";
import type {
  Ending,
  ExecutionStatus,
  PartState,
  StepError,
  StepState,
} from "#lib/engine/state/state.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { claimedBy, isClaimedAlready, type KeyedRequest } from "./idempotency.ts";

/** The changes of one turn. One statement writes all of them. */
export type ExecutionChange = {
  executionId: string;
  /** Epoch milliseconds. */
  at: number;
  status: ExecutionStatus;
  ended: boolean;
  revision: number;
  results: JsonObject | null;
  error: StepError | null;
  signals: JsonObject;
  /** Epoch milliseconds. */
  deadlineAt: number | null;
  ending: Ending | null;
  steps: readonly StepChange[];
  events: readonly ExecutionEvent[];
  jobs: readonly Job[];
};

/** The state of a step, or of a part of it, in one of its iterations. */
export type StepChange = {
  id: string;
  /** Null for the step as a whole. */
  part: string | null;
  type: string;
  settled: boolean;
  state: StepRowState;
};

/** The columns of a row of a step or a part. */
export type StepRowState = PartState &
  Pick<StepState, "iteration" | "loopedAt" | "again" | "loopCounts" | "mayCarry" | "closed">;

/** A job for the queue. Of several jobs with the same key only the latest is kept, unless one is running. */
export type Job = {
  task: "step" | "wake" | "continue" | "deadline" | "child" | "childEnded";
  payload: JsonObject;
  runAt: number | null;
  key: string;
};

/** The owner, the definition and the origin of a new execution. */
export type NewExecution = {
  definitionId: string;
  userId: string;
  sessionId: string;
  context: { inputs: JsonObject; metadata: JsonObject };
  /** The step that it is a child run of. */
  parent?: { executionId: string; step: string; definitionPath: readonly string[] };
};

/** Writes a new execution with all changes of its first turn: one statement, one commit. */
export async function insertExecution(
  db: Database,
  execution: NewExecution,
  change: ExecutionChange,
): Promise<void> {
  const sql = db.$client;
  const { parent } = execution;
  await sql`
    with execution as (
      insert into workflow_executions (id, workflow_id, user_id, session_id, definition_path, parent_id, parent_step, status, revision, context,
        results, error, signals, deadline_at, ending, started_at, completed_at, updated_at)
      select ${change.executionId}::uuid, ${execution.definitionId}::uuid, ${execution.userId}::uuid,
        ${execution.sessionId}, ${json(parent?.definitionPath ?? [])}::text::jsonb, ${parent?.executionId ?? null}::uuid,
        ${parent?.step ?? null}, ${change.status}, ${change.revision}, ${json(execution.context)}::text::jsonb,
        ${json(change.results)}::text::jsonb, ${json(change.error)}::text::jsonb,
        ${json(change.signals)}::text::jsonb, to_timestamp(${change.deadlineAt}::float8 / 1000), ${json(change.ending)}::text::jsonb, at,
        case when ${change.ended} then at end, at
      from (select to_timestamp(${change.at}::float8 / 1000) as at) now
      returning id, updated_at as at
    ), ${projection(db, change, { isFirst: true })}`;
}

/**
 * Writes the changes of a later turn, if the execution still is where that turn started: at revision `from`, and its
 * owner's. Returns whether it was. If not, nothing is written. One statement, so it needs no lock and no transaction
 * around it. With a `request`, its key is claimed too. If it was claimed before, nothing is written either.
 */
export async function updateExecution(
  db: Database,
  change: ExecutionChange,
  began: { revision: number; userId: string },
  request: KeyedRequest | null = null,
): Promise<boolean> {
  const sql = db.$client;
  // `is true` keeps the planner from reading all runs of an owner to find one, while there are no table statistics.
  const writing = sql<{ written: boolean }[]>`
    with execution as (
      update workflow_executions set status = ${change.status}, revision = ${change.revision},
        results = ${json(change.results)}::text::jsonb, error = ${json(change.error)}::text::jsonb,
        signals = ${json(change.signals)}::text::jsonb, deadline_at = to_timestamp(${change.deadlineAt}::float8 / 1000),
        ending = ${json(change.ending)}::text::jsonb,
        updated_at = to_timestamp(${change.at}::float8 / 1000),
        completed_at = case when ${change.ended} then to_timestamp(${change.at}::float8 / 1000) end
      where id = ${change.executionId} and revision = ${began.revision} and (user_id = ${began.userId}) is true
      returning id, updated_at as at
    ), ${request ? claimedBy(db, request) : sql``} ${projection(db, change, { isFirst: false })}`;
  try {
    const [row] = await writing;
    return row?.written === true;
  } catch (error) {
    if (request && isClaimedAlready(error)) return false;
    throw error;
  }
}

/**
 * Replaces an execution's own row and the rows of the steps in `change`. For repairs of wrong rows. The caller holds
 * the execution's row lock.
 */
export async function rewriteExecution(
  tx: Database,
  change: ExecutionChange,
  began: { revision: number; userId: string },
  { stepIds, inputs }: { stepIds: readonly string[]; inputs: JsonObject },
): Promise<void> {
  const sql = tx.$client;
  await sql`
    delete from workflow_step_executions where execution_id = ${change.executionId}
      and step_id in (select jsonb_array_elements_text(${json(stepIds)}::text::jsonb))`;
  await sql`
    update workflow_executions set context = jsonb_set(context, '{inputs}', ${json(inputs)}::text::jsonb)
    where id = ${change.executionId}`;
  if (!(await updateExecution(tx, change, began))) throw new Error("A locked run has changed.");
}

/** Steps, events and jobs: the common part of a first turn and a later one. */
function projection(db: Database, change: ExecutionChange, { isFirst }: { isFirst: boolean }) {
  const sql = db.$client;
  return sql`steps as (
      insert into workflow_step_executions (execution_id, step_id, part, iteration, step_type, status, attempt, revision, token,
        waiting_for, due_at, deadline_at, note, input_data, proposal, output_data, outcome, error, looped_at, again, loop_counts, may_carry,
        item, closed, started_at, completed_at)
      select execution.id, "stepId", coalesce(part, ''), iteration, "stepType", status, attempt, revision, token,
        "waitingFor", to_timestamp("dueAt" / 1000), to_timestamp("deadlineAt" / 1000), note, input, proposal, output, outcome, error,
        coalesce("loopedAt", 0), coalesce(again, false), "loopCounts", coalesce("mayCarry", false), item, coalesce(closed, false), execution.at,
        case when settled then execution.at end
      from execution, json_to_recordset(${json(change.steps.map(stepRecord))}::text::json) as step ("stepId" text, part text, iteration int,
        "stepType" text, status text, attempt int, revision int, token uuid, "waitingFor" text, "dueAt" float8, "deadlineAt" float8, note jsonb,
        input jsonb, proposal jsonb, output jsonb, outcome text, error jsonb, "loopedAt" int, again boolean, "loopCounts" jsonb, "mayCarry" boolean, item jsonb,
        closed boolean, settled boolean)
      ${isFirst ? sql`` : onlyLatest(db)}
    ), events as (
      insert into workflow_events (execution_id, seq, at, actor, body)
      select execution.id, turn.before + place, to_timestamp(turn.at / 1000), turn.actor, body
      from execution, jsonb_to_recordset(${json(turnRecords(change))}::text::jsonb) as turn (before int, at float8, actor jsonb, bodies jsonb),
        jsonb_array_elements(turn.bodies) with ordinality as event (body, place)
    )${change.jobs.length > 0 ? queued(db, change) : sql``}
    select true as written from execution${change.jobs.length > 0 ? sql`, queued` : sql``}`;
}

/**
 * Left out of a first turn, which cannot conflict with existing rows: handling conflicts makes every step row half as
 * expensive again.
 */
function onlyLatest(db: Database) {
  return db.$client`on conflict (execution_id, step_id, part, iteration) do update set status = excluded.status, attempt = excluded.attempt,
        revision = excluded.revision, token = excluded.token, waiting_for = excluded.waiting_for,
        due_at = excluded.due_at, deadline_at = excluded.deadline_at, note = excluded.note, input_data = excluded.input_data, proposal = excluded.proposal,
        output_data = excluded.output_data, outcome = excluded.outcome, error = excluded.error,
        looped_at = excluded.looped_at, again = excluded.again, loop_counts = excluded.loop_counts, may_carry = excluded.may_carry,
        item = excluded.item, closed = excluded.closed,
        completed_at = excluded.completed_at`;
}

/** After this many failed tries, which take some hours, a job is dead-lettered with its last error. */
const mostTries = 10;

/** Most turns queue nothing, and a needless call costs as much as several rows. */
function queued(db: Database, { jobs }: ExecutionChange) {
  const latest = [...new Map(jobs.map((job) => [job.key, job])).values()];
  return db.$client`, queued as (
      select count(*) from execution, lateral graphile_worker.add_jobs(array(
        select row(task, payload, null, to_timestamp("runAt" / 1000), ${mostTries}::int, key, null, null)::graphile_worker.job_spec
        from json_to_recordset(${json(latest)}::text::json) as job (task text, payload json, "runAt" float8, key text)
        where execution.id is not null))
    )`;
}

/**
 * A step as its row. Fields that are left out are null, zero or false. That is most of a row, and writing them would
 * double the statement.
 */
function stepRecord(change: StepChange) {
  const { id, type, settled, state } = change;
  return {
    stepId: id,
    ...partRecord(change),
    stepType: type,
    settled: settled || undefined,
    iteration: state.iteration,
    status: state.status,
    attempt: state.attempt,
    revision: state.revision,
    token: state.token ?? undefined,
    waitingFor: state.waitingFor ?? undefined,
    dueAt: state.dueAt ?? undefined,
    deadlineAt: state.deadlineAt ?? undefined,
    note: state.note ?? undefined,
    input: state.input ?? undefined,
    proposal: state.proposal ?? undefined,
    output: state.output ?? undefined,
    outcome: state.outcome ?? undefined,
    error: state.error ?? undefined,
    ...iterationRecord(state),
  };
}

/** How an iteration began. */
function iterationRecord({ loopedAt, again, loopCounts, mayCarry }: StepRowState) {
  return {
    loopedAt: loopedAt || undefined,
    again: again || undefined,
    loopCounts: loopCounts ?? undefined,
    mayCarry: mayCarry || undefined,
  };
}

function partRecord({ part, state }: StepChange) {
  return {
    part: part ?? undefined,
    item: state.item ?? undefined,
    closed: state.closed || undefined,
  };
}

/** The events of one turn share their time and actor, which are sent once. */
function turnRecords({ events }: ExecutionChange) {
  const turns: { before: number; at: number; actor: Actor; bodies: EventBody[] }[] = [];
  for (const { seq, at, actor, ...body } of events) {
    const last = turns.at(-1);
    if (last?.at === at && last.actor === actor) last.bodies.push(body);
    else turns.push({ before: seq - 1, at, actor, bodies: [body] });
  }
  return turns;
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
