import { randomUUID } from "node:crypto";

import { eq } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import { getEvents, getExecution, getStepRows } from "#db/queries/executions/read-executions.ts";
import { users } from "#db/schema/auth.ts";
import { workflowExecutions } from "#db/schema/workflows.ts";
import {
  workflowDefinition,
  type WorkflowDefinitionInput,
} from "#lib/engine/definition/definition.ts";
import { fold } from "#lib/engine/state/fold.ts";
import { stateFrom } from "#lib/runtime/store/load-state.ts";
import { planOf, plansInLog } from "#lib/runtime/store/plan-cache.ts";

/** Stores a definition of the system and returns the id that starts runs of it. */
export async function storeWorkflow(
  db: Database,
  steps: WorkflowDefinitionInput["steps"],
  more: Partial<WorkflowDefinitionInput> = {},
): Promise<string> {
  const definition = workflowDefinition.parse({
    id: `test-${randomUUID().slice(0, 8)}`,
    name: "Test",
    version: "1.0.0",
    category: "test",
    steps,
    ...more,
  });
  await saveDefinition(db, { definition, ownerId: null });
  return definition.id;
}

/** A person with an account. */
export async function somebody(db: Database): Promise<string> {
  const email = `${randomUUID().slice(0, 8)}@example.com`;
  const [user] = await db.insert(users).values({ name: "Somebody", email }).returning();
  return user!.id;
}

/** The state that an execution's rows represent, and the one that its log alone leads to. */
export async function storedAndReplayed(db: Database, executionId: string) {
  const [owner] = await db
    .select({ id: workflowExecutions.userId })
    .from(workflowExecutions)
    .where(eq(workflowExecutions.id, executionId));
  const row = await getExecution(db, { executionId, ownerId: owner!.id });
  const plan = await planOf(db, row!);
  const { first, planOf: planIn } = await plansInLog(db, row!);
  const events = await getEvents(db, { executionId, after: 0, limit: 1_000_000 });
  const stored = stateFrom(plan, row!, await getStepRows(db, executionId));
  return { stored, replayed: fold(first, events, undefined, planIn).state, events };
}
