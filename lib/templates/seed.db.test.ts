import { expect, test } from "vitest";

import { listTemplates, saveDefinition } from "#db/queries/definitions/definitions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { templates } from "./index.ts";
import { seed } from "./seed.ts";

test("the built-in workflows are there once, however often the application starts", async () => {
  const db = await freshDb();
  await seed(db);
  await seed(db);
  const listed = await listTemplates(db);
  expect(listed.map((t) => t.workflowId).toSorted()).toEqual(
    templates.map((t) => t.definition.id).toSorted(),
  );
  expect(listed.every((t) => Number(t.template["estimatedMinutes"]) > 0)).toBe(true);
});

test("a built-in workflow that was edited without raising its version stops the start with a sentence", async () => {
  const db = await freshDb();
  await seed(db);
  const { definition } = templates[0]!;
  const edited = { ...definition, description: `${definition.description} More words.` };
  await expect(saveDefinition(db, { definition: edited, ownerId: null })).rejects.toMatchObject({
    code: "conflict",
    message: `The workflow ${definition.id} has changed, but its version is still ${definition.version}, and stored versions never change. Raise its version.`,
  });
  const raised = { ...edited, version: "99.0.0" };
  await expect(saveDefinition(db, { definition: raised, ownerId: null })).resolves.toBeTruthy();
});
