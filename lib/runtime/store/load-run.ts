import type { Database } from "#db/client.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import { transaction } from "#db/transaction.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { TaskState } from "#lib/engine/state/state.ts";
import { stateOf, type Task, taskAt } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

import { loadState } from "./load-state.ts";
import { planOf } from "./plan-cache.ts";

/** One run as its pages need it: the stored row, and the state and plan behind it. */
export type Run = { readonly row: ExecutionRow; readonly work: WorkingState };

/**
 * A person's own run as it is at one moment. `null` covers both "no such run" and "not yours". `ownerId` null is the
 * system. Its row and its step rows come from one snapshot: read separately, a change between them would show a
 * revision older than its steps.
 */
export async function loadRun(
  db: Database,
  params: { executionId: string; ownerId: string | null },
): Promise<Run | null> {
  return await transaction(
    db,
    async (tx) => {
      const row = await getExecution(tx, params);
      if (!row) return null;
      return { row, work: await loadState(tx, row, await planOf(tx, row)) };
    },
    { isolation: "repeatable read" },
  );
}

/** A step of a run, or one of its parts, with its state. */
export type StepAt = {
  readonly task: Task;
  readonly step: PlanStep;
  readonly state: TaskState;
};

/** The step or part at an address of a run. */
export function stepOf({ work }: Run, address: string): StepAt | null {
  const task = taskAt(work, address);
  return task && { task, step: task.step, state: stateOf(work, task) };
}
