import type { ExecutionRow, StepRow } from "#db/queries/executions/rows.ts";
import type { StepRowState } from "#db/queries/executions/write-executions.ts";
import { addressOf } from "#lib/engine/state/address.ts";
import { historyOf } from "#lib/engine/state/history.ts";
import { hasEnded, isSettled } from "#lib/engine/state/state.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { type Json, sameJson } from "#lib/engine/value/json.ts";
import { rowsOf } from "#lib/runtime/store/step-rows.ts";

import { type Finding, finding } from "./finding.ts";

type Fields = Readonly<Record<string, Json>>;

/** The differences between the rows of an execution and its log, field by field. */
export function compareRows(
  work: WorkingState,
  row: ExecutionRow,
  stepRows: readonly StepRow[],
): Finding[] {
  return [...compareExecution(work, row), ...compareSteps(work, row.id, stepRows)];
}

function compareExecution({ state }: WorkingState, row: ExecutionRow): Finding[] {
  const { status, inputs, revision, outputs, error, signals } = state;
  const logged = {
    status,
    inputs,
    revision,
    results: outputs,
    error,
    signals,
    ended: hasEnded(status),
  };
  const stored = {
    status: row.status,
    inputs: row.context.inputs,
    revision: row.revision,
    results: row.results,
    error: row.error,
    signals: row.signals,
    ended: row.completedAt !== null,
  };
  return differences(logged, stored).map((field) =>
    finding(row.id, null, "row_differs", said("The run", field, logged, stored)),
  );
}

function compareSteps(
  { plan, state }: WorkingState,
  executionId: string,
  stepRows: readonly StepRow[],
): Finding[] {
  const found: Finding[] = [];
  const rows = new Map(stepRows.map((row) => [`${addressIn(row)} ${row.iteration}`, row]));
  for (const { index, id, definition } of plan.steps) {
    const now = state.steps[index]!;
    if (now.revision === 0) continue;
    for (const { part, state: expected } of [...historyOf(now), now].flatMap((one) =>
      rowsOf(one),
    )) {
      const address = addressOf(id, part);
      const key = `${address} ${expected.iteration}`;
      const row = rows.get(key);
      rows.delete(key);
      const which = `Iteration ${expected.iteration}`;
      if (!row) {
        const message = `${which} (${expected.status}) has no row.`;
        found.push(finding(executionId, address, "row_missing", message));
        continue;
      }
      const logged = loggedFields(expected, definition.type);
      const stored = storedFields(row);
      for (const field of differences(logged, stored)) {
        found.push(
          finding(executionId, address, "row_differs", said(which, field, logged, stored)),
        );
      }
    }
  }
  for (const row of rows.values()) {
    const message = `There is a row of iteration ${row.iteration} (${row.status}) that the log knows nothing of.`;
    found.push(finding(executionId, addressIn(row), "row_extra", message));
  }
  return found;
}

function addressIn({ stepId, part }: StepRow): string {
  return addressOf(stepId, part === "" ? null : part);
}

function loggedFields(state: StepRowState, stepType: string): Fields {
  return { ...state, stepType, ended: isSettled(state.status) };
}

function storedFields(row: StepRow): Record<keyof StepRowState | "stepType" | "ended", Json> {
  return {
    status: row.status,
    iteration: row.iteration,
    attempt: row.attempt,
    revision: row.revision,
    token: row.token,
    waitingFor: row.waitingFor,
    dueAt: row.dueAt?.getTime() ?? null,
    deadlineAt: row.deadlineAt?.getTime() ?? null,
    input: row.inputData,
    note: row.note ?? null,
    proposal: row.proposal,
    output: row.outputData,
    outcome: row.outcome,
    error: row.error,
    loopedAt: row.loopedAt,
    again: row.again,
    loopCounts: row.loopCounts,
    mayCarry: row.mayCarry,
    item: row.item ?? null,
    closed: row.closed,
    stepType: row.stepType,
    ended: row.completedAt !== null,
  };
}

function differences(logged: Fields, stored: Fields): string[] {
  // An archive of before a column came lacks it.
  return Object.keys(logged).filter(
    (field) => stored[field] !== undefined && !sameJson(logged[field], stored[field]),
  );
}

function said(what: string, field: string, logged: Fields, stored: Fields): string {
  return `${what} has ${field} ${short(stored[field])}, and by the log it is ${short(logged[field])}.`;
}

function short(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
