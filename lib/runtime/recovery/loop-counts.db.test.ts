import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { migrationsFolder } from "#db/migrate.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { checkBatch } from "./check-executions.ts";

type Step = WorkflowDefinitionInput["steps"][number];

const ask = (id: string, dependencies: Step["dependencies"], outcomes = ["on", "off"]): Step => ({
  id,
  name: id,
  type: "decision",
  uses: "decision.ask",
  config: { question: `${id}?`, options: outcomes.map((outcome) => ({ outcome, label: outcome })) },
  dependencies,
});

test("runs of before have their loops counted from the log, as if they had been counted from the start", async () => {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, [
    ask("department", [{ step: "next", on: "department", back: true }]),
    ask("employee", ["department", { step: "next", on: "employee", back: true }]),
    ask("next", ["employee"], ["employee", "department", "end"]),
  ]);
  const { id: executionId } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const answer = async (stepId: string, choice: string, replace = false) => {
    const { revision } = await viewExecution(db, { executionId, ownerId });
    const place = { executionId, ownerId, stepId, revision, idempotencyKey: null };
    const outcome = await submitStep(db, { ...place, data: { choice }, replace });
    expect(outcome.ok).toBe(true);
  };
  for (const next of ["employee", "employee", "department", "employee"]) {
    const { waitingFor } = await viewExecution(db, { executionId, ownerId });
    if (waitingFor.some(({ stepId }) => stepId === "department")) await answer("department", "on");
    await answer("employee", "on");
    await answer("next", next);
  }
  const stored = async () =>
    await db.$client`
    select step_id, iteration, loop_counts from workflow_step_executions where execution_id = ${executionId}
    order by step_id, iteration`;
  const findings = async () =>
    (await checkBatch(db, { after: null, limit: 10, only: executionId })).findings;

  const before = await stored();
  expect(before.map((row) => row["loop_counts"])).toContainEqual({ next: 2 });
  expect(await findings()).toEqual([]);

  await db.$client`update workflow_step_executions set loop_counts = null`;
  expect(await findings()).not.toEqual([]);
  const file = readFileSync(join(migrationsFolder, "0018_engine_faults.sql"), "utf8");
  await db.$client.unsafe(file.split("--> statement-breakpoint").at(-1) ?? "");
  expect(await stored()).toEqual(before);
  expect(await findings()).toEqual([]);
});
