import { and, asc, eq } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { workflowExecutions } from "#db/schema/workflows.ts";
import type { ExecutionStatus } from "#lib/engine/state/state.ts";

/** A child run, present or ended, of a step of another execution. */
export type Child = { id: string; parentStep: string; status: ExecutionStatus };

/** The child runs of the steps of a person's own execution, present and ended ones, the earliest first. */
export async function listChildren(
  db: Database,
  params: { executionId: string; ownerId: string },
): Promise<Child[]> {
  const rows = await db
    .select({
      id: workflowExecutions.id,
      parentStep: workflowExecutions.parentStep,
      status: workflowExecutions.status,
    })
    .from(workflowExecutions)
    .where(
      and(
        eq(workflowExecutions.parentId, params.executionId),
        eq(workflowExecutions.userId, params.ownerId),
      ),
    )
    .orderBy(asc(workflowExecutions.createdAt), asc(workflowExecutions.id));
  return rows.flatMap(({ parentStep, ...row }) =>
    parentStep === null ? [] : [{ ...row, parentStep }],
  );
}

/** Distinguishes our advisory locks on the ids of starting executions from any others in the database. */
const lockSpace = 7_014_122;

/** Prevents other transactions from starting an execution of this id until this one ends. */
export async function holdExecutionId(tx: Database, executionId: string): Promise<void> {
  await tx.$client`select pg_advisory_xact_lock(${lockSpace}, hashtext(${executionId}))`;
}
