import type { Database } from "#db/client.ts";
import { type ExecutionRow, getExecution } from "#db/queries/executions.ts";
import { transaction } from "#db/transaction.ts";
import type { PlanStep } from "#lib/engine/plan.ts";
import type { StepState } from "#lib/engine/state.ts";
import type { Work } from "#lib/engine/work.ts";

import { loadWork } from "./load.ts";
import { planOf } from "./plans.ts";

/** One run as its pages need it: the stored row, and the state and plan behind it. */
export type Run = { readonly row: ExecutionRow; readonly work: Work };

/**
 * A person's own run as it is at one moment; `null` covers both "no such run" and "not yours". `ownerId` null is the system. Its row and its step rows
 * come from one snapshot: read apart, a change between them would show a revision older than its steps.
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
      return { row, work: await loadWork(tx, row, await planOf(tx, row)) };
    },
    { isolation: "repeatable read" },
  );
}

/** A step of a run with its state, by the step's id. */
export function stepOf({ work }: Run, stepId: string): { step: PlanStep; state: StepState } | null {
  const index = work.plan.indexOf.get(stepId);
  if (index === undefined) return null;
  return { step: work.plan.steps[index]!, state: work.state.steps[index]! };
}
