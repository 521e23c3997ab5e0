import { expect, test } from "vitest";

import { templates } from "#lib/templates/index.ts";
import { freshDb } from "#tests/support/pg.ts";

import { listTemplates } from "./queries/definitions.ts";
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
