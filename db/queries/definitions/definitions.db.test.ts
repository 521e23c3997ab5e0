import { expect, test } from "vitest";

import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { somebody } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { getTemplate, listTemplates, saveDefinition, saveTemplate } from "./definitions.ts";

function definition(id: string, version: string) {
  const step = {
    id: "one",
    name: "One",
    type: "transformation",
    uses: "data.transform",
    config: { outputs: { n: version === "1.0.0" ? "1" : "2" } },
  } as const;
  return workflowDefinition.parse({ id, name: id, version, category: "test", steps: [step] });
}

test("a template counts the runs of all its versions, and no other's", async () => {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const publish = async (id: string, version: string) => {
    const saved = definition(id, version);
    const definitionId = await saveDefinition(db, { definition: saved, ownerId: null });
    await saveTemplate(db, { definitionId, definition: saved, template: {} });
  };
  const start = (workflowId: string) => startExecution(db, { workflowId, ownerId, inputs: {} });
  await publish("counted", "1.0.0");
  await publish("never-used", "1.0.0");
  await Promise.all([start("counted"), start("counted")]);
  await publish("counted", "1.1.0");
  await start("counted");
  const listed = await listTemplates(db);
  expect(listed.map((row) => [row.workflowId, row.usageCount])).toEqual([
    ["counted", 3],
    ["never-used", 0],
  ]);
  expect(await getTemplate(db, "counted")).toMatchObject({ version: "1.1.0", usageCount: 3 });
});
