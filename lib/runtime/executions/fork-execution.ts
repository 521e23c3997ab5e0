import type { Database } from "#db/client.ts";
import { restoreArchive } from "#db/queries/executions/archives.ts";
import { type Copy, copyExecution } from "#db/queries/executions/forks.ts";
import { getEvents, getExecution } from "#db/queries/executions/read-executions.ts";
import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import { updateExecution } from "#db/queries/executions/write-executions.ts";
import { transaction } from "#db/transaction.ts";
import { advance } from "#lib/engine/advance.ts";
import { cancelledAtEnd } from "#lib/engine/decide/begin-fork.ts";
import type { StepResult } from "#lib/engine/definition/catalog.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import { stateOf, taskAt, tasksOf } from "#lib/engine/state/task.ts";
import { dirtyStep, markPartDirty, type WorkingState } from "#lib/engine/state/working-state.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import { AppError } from "#lib/errors.ts";
import { environment } from "#lib/runtime/commands/environment.ts";
import { idempotentRequest, claimOnce } from "#lib/runtime/commands/idempotency.ts";
import { rejected } from "#lib/runtime/commands/run-command.ts";
import { accepted, checkedAnswers } from "#lib/runtime/forms/checked-answers.ts";
import { acceptAnswer, formOf } from "#lib/runtime/forms/step-form.ts";
import { foldLog } from "#lib/runtime/replay/fold-log.ts";
import { clock } from "#lib/runtime/store/database-clock.ts";
import { executionChange } from "#lib/runtime/store/execution-change.ts";
import { newExecutionId } from "#lib/runtime/store/execution-id.ts";
import { loadState } from "#lib/runtime/store/load-state.ts";
import { planOf } from "#lib/runtime/store/plan-cache.ts";
import { stateCache } from "#lib/runtime/store/state-cache.ts";

import { type ExecutionView, viewOf } from "./execution-view.ts";

type Fork = {
  /** The run to fork. It stays as it is, whatever state it is in. */
  executionId: string;
  ownerId: string;
  stepId: string;
  /** Another answer to the step. Undefined to repeat the step: a text is written again, a failed step tried again. */
  data?: unknown;
  /** The revision of the run to fork at. The present one, where that is null. */
  revision: number | null;
  idempotencyKey: string | null;
};

/**
 * Starts a what-if: a new run that shares the log of another until `revision` and continues with another answer. Only
 * what depends on that answer is done again. Throws `AppError` with a sentence per field where the answer does not
 * satisfy the step's form, and where the step has none to change.
 */
export async function forkExecution(db: Database, fork: Fork): Promise<ExecutionView> {
  const executionId = newExecutionId();
  // A what-if of a child run is not the child of any step.
  const owned = { id: executionId, userId: fork.ownerId, parentId: null, parentStep: null };
  const made: WorkingState[] = [];
  const view = await transaction(db, async (tx) => {
    const earlier = await startedBefore(tx, fork, executionId);
    if (earlier) return earlier;
    const work = await goAnotherWay(tx, fork, executionId);
    made.push(work);
    return viewOf(work, owned);
  });
  for (const work of made) stateCache.put({ work, row: owned });
  return view;
}

/** The run that the same request started before. */
async function startedBefore(
  tx: Database,
  { executionId: sourceId, ownerId, stepId, data, revision, idempotencyKey: key }: Fork,
  executionId: string,
): Promise<ExecutionView | null> {
  const asked = { stepId, data, revision };
  const request = idempotentRequest({ ownerId, scope: `fork/${sourceId}`, key, request: asked });
  if (!request) return null;
  const earlier = await claimOnce(tx, request, executionId);
  if (earlier === null) return null;
  const row = await ownExecution(tx, { executionId: earlier, ownerId });
  return viewOf(await loadState(tx, row, await planOf(tx, row)), row);
}

async function goAnotherWay(tx: Database, fork: Fork, executionId: string): Promise<WorkingState> {
  const { executionId: sourceId, ownerId, revision } = fork;
  await clock.sync(tx);
  const place = { sourceId, ownerId, revision, executionId, at: clock.now() };
  await restoreArchive(tx, sourceId);
  const copy = await copyExecution(tx, place);
  if (!copy) throw noSuchRun();
  if (copy.revision > copy.sourceRevision) {
    const message = `This run has not come to revision ${copy.revision} yet.`;
    throw new AppError("conflict", message);
  }
  const plan = await planOf(tx, copy);
  const row = await ownExecution(tx, { executionId, ownerId });
  const work = await workOfCopy(tx, plan, row, copy);
  const command = await commandFor(tx, work, fork, executionId);
  // Created last, because the time limit of the turn starts here.
  const env = environment({ kind: "person", id: ownerId });
  const turn = advance(work, command, env);
  if (!turn.ok) throw rejected(turn.rejection);
  const change = executionChange(executionId, work, turn, env.now, null);
  if (!(await updateExecution(tx, change, row))) throw new Error("A copy of a run has changed.");
  return work;
}

/**
 * The copied state. Steps that changed after the moment of the copy are rebuilt from its log, and still have to be
 * written.
 */
async function workOfCopy(
  tx: Database,
  plan: Plan,
  row: ExecutionRow,
  { revision, sourceRevision }: Copy,
): Promise<WorkingState> {
  const copied = await loadState(tx, row, plan);
  if (revision === sourceRevision) return copied;
  const work = await foldLog(tx, row, revision);
  work.dirty.clear();
  for (const [index, step] of work.state.steps.entries()) {
    const before = copied.state.steps[index]!;
    if (step.revision !== before.revision) dirtyStep(work, index);
    for (const [key, { revision: changed }] of step.parts ?? []) {
      if (changed !== before.parts?.get(key)?.revision) markPartDirty(work, index, key);
    }
  }
  return work;
}

async function commandFor(
  tx: Database,
  work: WorkingState,
  { executionId: from, stepId: step, data }: Fork,
  executionId: string,
): Promise<Command> {
  const { revision, ending } = work.state;
  // Where the run was compensated, its end started before that.
  const ended = ending?.revision ?? revision;
  const all = [...tasksOf(work)];
  const most = all.filter((one) => stateOf(work, one).status === "cancelled").length + 1;
  const tail = await getEvents(tx, { executionId, after: ended - most, limit: most });
  const cancelled = cancelledAtEnd(tail);
  const result = data === undefined ? null : resultOf(work, step, data);
  return { type: "fork", from, revision, cancelled, step, result };
}

/** The step's result for another answer. `null` where there is no such step, which the engine rejects. */
function resultOf(work: WorkingState, stepId: string, data: unknown): StepResult | null {
  const task = taskAt(work, stepId);
  if (!task) return null;
  const { step } = task;
  const now = stateOf(work, task);
  const form = now.status === "completed" ? formOf(step, now) : null;
  if (!form) throw new AppError("conflict", `"${step.definition.name}" has no answer to change.`);
  const answers = checkedAnswers(form.schema, data);
  return accepted(() => acceptAnswer(step, now, answers));
}

async function ownExecution(
  tx: Database,
  place: { executionId: string; ownerId: string },
): Promise<ExecutionRow> {
  const row = await getExecution(tx, place);
  if (!row) throw noSuchRun();
  return row;
}

function noSuchRun(): AppError {
  return new AppError("not_found", "There is no such run.");
}
