import type { Database } from "#db/client.ts";
import { getStepRows } from "#db/queries/executions/read-executions.ts";
import type { ExecutionRow, StepRow } from "#db/queries/executions/rows.ts";
import type { Plan, PlanStep } from "#lib/engine/plan/plan.ts";
import {
  type ExecutionState,
  type Parts,
  type StepState,
  type TaskState,
  untouched,
} from "#lib/engine/state/state.ts";
import { type WorkingState, workingStateFrom } from "#lib/engine/state/working-state.ts";

/** Rebuilds the working copy of a stored execution. */
export async function loadState(
  db: Database,
  row: ExecutionRow,
  plan: Plan,
): Promise<WorkingState> {
  return workingStateFrom(plan, stateFrom(plan, row, await getStepRows(db, row.id)));
}

/** The state that the rows of an execution represent. `rows` come in order of iteration, a step before its parts. */
export function stateFrom(plan: Plan, row: ExecutionRow, rows: readonly StepRow[]): ExecutionState {
  const steps = plan.steps.map(() => untouched);
  for (const stepRow of rows) {
    const index = plan.indexOf.get(stepRow.stepId);
    if (index === undefined) throw new Error(`Run ${row.id} has a row for no step of its plan.`);
    if (stepRow.part === "") steps[index] = withRow(plan.steps[index]!, steps[index]!, stepRow);
    else steps[index] = withPart(steps[index]!, stepRow);
  }
  return {
    status: row.status,
    inputs: row.context.inputs,
    revision: row.revision,
    sharedRevision: row.forkedFromRevision ?? 0,
    outputs: row.results,
    error: row.error,
    signals: row.signals,
    deadlineAt: row.deadlineAt?.getTime() ?? null,
    ending: row.ending,
    steps,
  };
}

function withRow({ multiInstance }: PlanStep, before: StepState, row: StepRow): StepState {
  return {
    ...taskOf(row),
    iteration: row.iteration,
    loopedAt: row.loopedAt,
    again: row.again,
    // Archives of before the column came lack it.
    loopCounts: row.loopCounts ?? null,
    mayCarry: row.mayCarry,
    // A multi-instance step may have no instances, and then no rows for them.
    parts: multiInstance && row.attempt > 0 ? new Map() : null,
    closed: row.closed,
    past: before === untouched ? null : before,
  };
}

function withPart(step: StepState, row: StepRow): StepState {
  const parts: Parts = step.parts ?? new Map();
  parts.set(row.part, { ...taskOf(row), item: row.item });
  return step.parts ? step : { ...step, parts };
}

function taskOf(row: StepRow): TaskState {
  return {
    status: row.status,
    attempt: row.attempt,
    revision: row.revision,
    token: row.token,
    waitingFor: row.waitingFor,
    dueAt: row.dueAt?.getTime() ?? null,
    deadlineAt: row.deadlineAt?.getTime() ?? null,
    note: row.note ?? null,
    input: row.inputData,
    proposal: row.proposal,
    output: row.outputData,
    outcome: row.outcome,
    error: row.error,
  };
}
