import { and, asc, eq } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { workflowExecutions } from "#db/schema/workflows.ts";
import type { ExecutionStatus } from "#lib/engine/state/state.ts";

/** An execution that runs, or ran, in the place of a step of another one. */
export type Child = { id: string; parentStep: string; status: ExecutionStatus };

/** The executions that run, or ran, in the place of steps of a person's own execution, the first begun first. */
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

/** Tells apart our advisory locks on the ids of executions that begin from any others in the database. */
const lockSpace = 7_014_122;

/** Lets no one else begin an execution of this id until the transaction ends. */
export async function holdExecutionId(tx: Database, executionId: string): Promise<void> {
  await tx.$client`select pg_advisory_xact_lock(${lockSpace}, hashtext(${executionId}))`;
}
