import { expect, test } from "vitest";

import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { listRuns } from "./list-runs.ts";

const steps = [
  {
    id: "profile",
    name: "About your money",
    type: "data_collection" as const,
    uses: "form.ask",
    config: { dataType: "investor-profile" },
  },
];

test("a run says what comes next by its name, the one that changed last first, to its owner only", async () => {
  const db = await freshDb();
  const workflowId = await storeWorkflow(db, steps);
  const ownerId = await somebody(db);
  const first = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const second = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const command = { type: "cancel" } as const;
  await controlExecution(db, { executionId: first.id, ownerId, command });

  const open = await listRuns(db, { ownerId, statuses: ["running"], limit: 10 });
  expect(open).toEqual([
    expect.objectContaining({
      id: second.id,
      workflowId,
      stepCount: 1,
      completedSteps: 0,
      portfolioId: null,
      forkedFromId: null,
      next: {
        id: "profile",
        name: "About your money",
        type: "data_collection",
        waitingFor: "form",
        problem: null,
      },
    }),
  ]);
  const all = await listRuns(db, { ownerId, statuses: ["running", "cancelled"], limit: 10 });
  expect(all.map(({ id, next }) => [id, next?.id])).toEqual([
    [first.id, undefined],
    [second.id, "profile"],
  ]);
  const stranger = await somebody(db);
  expect(await listRuns(db, { ownerId: stranger, statuses: ["running"], limit: 10 })).toEqual([]);
});
