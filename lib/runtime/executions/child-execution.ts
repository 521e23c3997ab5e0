import { z } from "zod";

import type { Database } from "#db/client.ts";
import { holdExecutionId } from "#db/queries/executions/children.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import { getStepStatus, type StepStatusRow } from "#db/queries/executions/step-status.ts";
import { transaction } from "#db/transaction.ts";
import { childEnding } from "#lib/engine/decide/child-ending.ts";
import { hasEnded, type StepError } from "#lib/engine/state/state.ts";
import { stateOf, type Task, taskAt } from "#lib/engine/state/task.ts";
import { AppError } from "#lib/errors.ts";
import { sendSystemCommand } from "#lib/runtime/commands/send-system-command.ts";
import { checkedInputs } from "#lib/runtime/forms/checked-inputs.ts";
import { loadRun, type Run } from "#lib/runtime/store/load-run.ts";
import { planOf } from "#lib/runtime/store/plan-cache.ts";

import { startPlan } from "./start-execution.ts";

export const childJob = z.object({ executionId: z.uuid(), step: z.string(), token: z.uuid() });
/** The step that a child run is for. `token` is the id of the child. */
type Place = z.output<typeof childJob>;

type Action = "run" | "pause" | "end";

/**
 * Synchronizes a child run with its step: starts it, pauses or resumes it with its parent, or cancels it once the step
 * no longer needs it. It compares the present states and not the changes, and compares again after each action. So it
 * may be called twice, late, and by several processes at once. It never locks two executions together.
 */
export async function alignChild(db: Database, place: Place): Promise<void> {
  let done: Action | null = null;
  /* eslint-disable no-await-in-loop -- each look follows from the action before it */
  for (;;) {
    const action = actionFor(
      await getStepStatus(db, { executionId: place.executionId, stepId: place.step }),
      place,
    );
    if (action === done) return;
    await actions[action](db, place);
    done = action;
  }
  /* eslint-enable no-await-in-loop */
}

function actionFor(now: StepStatusRow | null, { token }: Place): Action {
  if (!now || hasEnded(now.executionStatus) || now.token !== token) return "end";
  return now.executionStatus === "paused" ? "pause" : "run";
}

const actions: Record<Action, (db: Database, place: Place) => Promise<void>> = {
  async run(db, place) {
    const child = await find(db, place.token);
    if (!child) await start(db, place);
    else if (child.status === "paused") await sendSystemCommand(db, child.id, { type: "resume" });
    else if (hasEnded(child.status)) await tellParent(db, child.id);
    // After the child, so that whoever sees the step running finds its child run.
    const { executionId, step, token } = place;
    await sendSystemCommand(db, executionId, { type: "startJob", step, token });
  },
  async pause(db, { token }) {
    if (await find(db, token)) await sendSystemCommand(db, token, { type: "pause" });
  },
  async end(db, { token }) {
    const reason = "The run it belongs to no longer needs it";
    if (await find(db, token)) await sendSystemCommand(db, token, { type: "cancel", reason });
  },
};

async function start(db: Database, place: Place): Promise<void> {
  const run = await loadRun(db, { executionId: place.executionId, ownerId: null });
  const task = run && taskAt(run.work, place.step);
  if (!task) return;
  try {
    await startFrom(db, run, task, place);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error;
    const fields = Object.values(error.fields ?? {}).flat();
    const message = [error.message, ...fields].join(" ");
    const failure: StepError = { code: "child_inputs", message, retryable: false };
    await sendSystemCommand(db, place.executionId, {
      type: "failJob",
      step: place.step,
      token: place.token,
      error: failure,
    });
  }
}

async function startFrom(
  db: Database,
  { row, work }: Run,
  task: Task,
  { step, token }: Place,
): Promise<void> {
  const definitionPath = [...row.definitionPath, task.step.id];
  const plan = await planOf(db, { definitionId: row.definitionId, definitionPath });
  const { input } = stateOf(work, task);
  const execution = {
    definitionId: row.definitionId,
    userId: row.userId,
    sessionId: row.sessionId,
    context: { inputs: checkedInputs(plan.definition, input ?? {}), metadata: {} },
    parent: { executionId: row.id, step, definitionPath },
  };
  await transaction(db, async (tx) => {
    await holdExecutionId(tx, token);
    if (!(await find(tx, token)))
      await startPlan(tx, plan, execution, { executionId: token, actor: { kind: "system" } });
  });
}

/** Tells the parent step how its child run ended. A step that no longer waits for the child ignores it. */
export async function tellParent(db: Database, executionId: string): Promise<void> {
  const child = await find(db, executionId);
  if (child?.parentId && child.parentStep && hasEnded(child.status)) {
    const to = { step: child.parentStep, token: child.id };
    await sendSystemCommand(
      db,
      child.parentId,
      childEnding(to, { ...child, outputs: child.results }),
    );
  }
}

async function find(db: Database, executionId: string): Promise<ExecutionRow | null> {
  return await getExecution(db, { executionId, ownerId: null });
}
