import type { Database } from "#db/client.ts";
import type { ExecutionEvent } from "#lib/engine/event.ts";
import type { JsonObject } from "#lib/engine/json.ts";
import type { ExecutionStatus, PastIteration, StepError } from "#lib/engine/state.ts";

/** What one turn changed. Everything in it is written by one statement. */
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
  steps: readonly { id: string; type: string; settled: boolean; state: PastIteration }[];
  events: readonly ExecutionEvent[];
  jobs: readonly Job[];
};

/** A job for the queue. Of jobs with the same key only the latest stays, unless one is being worked on. */
export type Job = {
  task: "step" | "wake" | "continue";
  payload: JsonObject;
  runAt: number | null;
  key: string;
};

/** Who started what. */
export type NewExecution = {
  definitionId: string;
  userId: string;
  sessionId: string;
  context: { inputs: JsonObject; metadata: JsonObject };
};

/** Writes a new execution with all that its first turn did: one statement, one commit. */
export async function insertExecution(
  db: Database,
  execution: NewExecution,
  change: ExecutionChange,
): Promise<void> {
  const sql = db.$client;
  await sql`
    with execution as (
      insert into workflow_executions (id, workflow_id, user_id, session_id, status, revision, context, results, error, signals,
        started_at, completed_at, updated_at)
      select ${change.executionId}::uuid, ${execution.definitionId}::uuid, ${execution.userId}::uuid,
        ${execution.sessionId}, ${change.status}, ${change.revision}, ${json(execution.context)}::text::jsonb,
        ${json(change.results)}::text::jsonb, ${json(change.error)}::text::jsonb,
        ${json(change.signals)}::text::jsonb, at,
        case when ${change.ended} then at end, at
      from (select to_timestamp(${change.at}::float8 / 1000) as at) now
    ), counted as (
      update workflow_templates set usage_count = usage_count + 1 where definition_id = ${execution.definitionId}
    ), ${projection(db, change)}`;
}

/** Writes what a later turn did. The caller holds the execution's row lock. */
export async function updateExecution(tx: Database, change: ExecutionChange): Promise<void> {
  const sql = tx.$client;
  await sql`
    with execution as (
      update workflow_executions set status = ${change.status}, revision = ${change.revision},
        results = ${json(change.results)}::text::jsonb, error = ${json(change.error)}::text::jsonb,
        signals = ${json(change.signals)}::text::jsonb,
        updated_at = to_timestamp(${change.at}::float8 / 1000),
        completed_at = case when ${change.ended} then to_timestamp(${change.at}::float8 / 1000) end
      where id = ${change.executionId}
    ), notified as (
      select pg_notify('execution', ${change.executionId})
    ), ${projection(tx, change)}, (select count(pg_notify) from notified)`;
}

/** Steps, events and jobs: the part that a first turn and a later one have in common. */
function projection(db: Database, change: ExecutionChange) {
  const sql = db.$client;
  return sql`steps as (
      insert into workflow_step_executions (execution_id, step_id, iteration, step_type, status, attempt, revision, token,
        waiting_for, due_at, note, input_data, proposal, output_data, outcome, error, looped_at, again, may_carry, started_at, completed_at)
      select ${change.executionId}::uuid, "stepId", iteration, "stepType", status, attempt, revision, token,
        "waitingFor", to_timestamp("dueAt" / 1000), note, input, proposal, output, outcome, error, "loopedAt", again, "mayCarry",
        to_timestamp(${change.at}::float8 / 1000), case when settled then to_timestamp(${change.at}::float8 / 1000) end
      from json_to_recordset(${json(stepRecords(change))}::text::json) as step ("stepId" text, iteration int,
        "stepType" text, status text, attempt int, revision int, token uuid, "waitingFor" text, "dueAt" float8, note jsonb,
        input jsonb, proposal jsonb, output jsonb, outcome text, error jsonb, "loopedAt" int, again boolean, "mayCarry" boolean, settled boolean)
      on conflict (execution_id, step_id, iteration) do update set status = excluded.status, attempt = excluded.attempt,
        revision = excluded.revision, token = excluded.token, waiting_for = excluded.waiting_for,
        due_at = excluded.due_at, note = excluded.note, input_data = excluded.input_data, proposal = excluded.proposal,
        output_data = excluded.output_data, outcome = excluded.outcome, error = excluded.error,
        looped_at = excluded.looped_at, again = excluded.again, may_carry = excluded.may_carry,
        completed_at = excluded.completed_at
    ), events as (
      insert into workflow_events (execution_id, seq, at, actor, body)
      select ${change.executionId}::uuid, seq, to_timestamp(at / 1000), actor, body
      from json_to_recordset(${json(eventRecords(change))}::text::json)
        as event (seq int, at float8, actor jsonb, body jsonb)
    ), jobs as (
      select graphile_worker.add_job(task, payload, run_at => to_timestamp("runAt" / 1000), job_key => key,
        job_key_mode => 'replace') as job
      from json_to_recordset(${json(change.jobs)}::text::json) as job (task text, payload json, "runAt" float8, key text)
    )
    select (select count(job) from jobs)`;
}

function stepRecords({ steps }: ExecutionChange) {
  return steps.map(({ id, type, settled, state }) => ({
    stepId: id,
    stepType: type,
    settled,
    iteration: state.iteration,
    status: state.status,
    attempt: state.attempt,
    revision: state.revision,
    token: state.token,
    waitingFor: state.waitingFor,
    dueAt: state.dueAt,
    note: state.note,
    input: state.input,
    proposal: state.proposal,
    output: state.output,
    outcome: state.outcome,
    error: state.error,
    loopedAt: state.loopedAt,
    again: state.again,
    mayCarry: state.mayCarry,
  }));
}

function eventRecords({ events }: ExecutionChange) {
  return events.map(({ seq, at, actor, ...body }) => ({ seq, at, actor, body }));
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
