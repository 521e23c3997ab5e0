import { randomUUID } from "node:crypto";

import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { workflowDefinitions, workflowExecutions } from "#db/schema/workflows.ts";
import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { freshDb } from "#tests/support/pg.ts";

import { deleteDraft, getDraft, saveDraft } from "./drafts.ts";

const definition = workflowDefinition.parse({
  id: "questions",
  name: "Questions",
  version: "1.0.0",
  category: "test",
  steps: [{ id: "ask", name: "Ask", type: "data_collection", uses: "form.ask" }],
});

async function placeOfRun(db: Database) {
  const [stored] = await db
    .insert(workflowDefinitions)
    .values({
      workflowId: definition.id,
      name: definition.name,
      description: "",
      version: definition.version,
      category: definition.category,
      definition,
    })
    .returning({ id: workflowDefinitions.id });
  const ownerId = randomUUID();
  const executionId = randomUUID();
  const now = new Date();
  await db.insert(workflowExecutions).values({
    id: executionId,
    definitionId: stored!.id,
    userId: ownerId,
    sessionId: "s",
    status: "running",
    revision: 1,
    context: { inputs: {}, metadata: {} },
    startedAt: now,
    updatedAt: now,
  });
  return { executionId, ownerId, stepId: "ask" };
}

test("pages add up, and a page that is answered again replaces its own answers only", async () => {
  const db = await freshDb();
  const place = await placeOfRun(db);
  expect(await getDraft(db, place)).toBeNull();

  await saveDraft(db, place, { fields: ["goal"], data: { goal: "home" } });
  await saveDraft(db, place, { fields: ["years", "why"], data: { years: 5, why: "soon" } });
  await saveDraft(db, place, { fields: ["years", "why"], data: { years: 7 } });
  expect(await getDraft(db, place)).toEqual({ goal: "home", years: 7 });

  await deleteDraft(db, place);
  expect(await getDraft(db, place)).toBeNull();
});

test("another person reads, writes and removes nothing", async () => {
  const db = await freshDb();
  const place = await placeOfRun(db);
  const stranger = { ...place, ownerId: randomUUID() };
  await saveDraft(db, place, { fields: ["goal"], data: { goal: "home" } });

  expect(await getDraft(db, stranger)).toBeNull();
  await deleteDraft(db, stranger);
  await saveDraft(db, stranger, { fields: ["goal"], data: { goal: "other" } });
  expect(await getDraft(db, place)).toEqual({ goal: "home" });
});

test("a stranger cannot start a draft on somebody's run", async () => {
  const db = await freshDb();
  const place = await placeOfRun(db);
  const stranger = { ...place, ownerId: randomUUID() };
  await saveDraft(db, stranger, { fields: ["goal"], data: { goal: "home" } });
  expect(await getDraft(db, place)).toBeNull();
});
