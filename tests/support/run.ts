import type { Database } from "#db/client.ts";
import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import { createGuest } from "#db/queries/people/users.ts";
import { workflowExecutions } from "#db/schema/workflows.ts";
import { workflowDefinition } from "#lib/engine/definition/definition.ts";

/** A person and a run of theirs, as rows only: for what is owned by a person or refers to a run. */
export async function personWithRun(db: Database) {
  const { id: ownerId } = await createGuest(db);
  const definition = workflowDefinition.parse({
    id: "a-test",
    name: "A test",
    version: "1.0.0",
    category: "test",
    steps: [{ id: "check", name: "Check", type: "user_interaction", uses: "review.confirm" }],
  });
  const definitionId = await saveDefinition(db, { definition, ownerId: null });
  const now = new Date();
  const executionId = crypto.randomUUID();
  await db.insert(workflowExecutions).values({
    id: executionId,
    definitionId,
    userId: ownerId,
    sessionId: "session",
    status: "running",
    revision: 0,
    context: { inputs: {}, metadata: {} },
    startedAt: now,
    updatedAt: now,
  });
  return { ownerId, executionId };
}
