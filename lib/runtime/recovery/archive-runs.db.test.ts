import { randomUUID } from "node:crypto";

import { afterEach, expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { archiveBatch, restoreArchive } from "#db/queries/executions/archives.ts";
import { listRuns } from "#db/queries/executions/list-runs.ts";
import { getEvents, getStepRows } from "#db/queries/executions/read-executions.ts";
import { getStepStatus } from "#db/queries/executions/step-status.ts";
import { appendText, getLatestTexts } from "#db/queries/executions/step-texts.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { setEnv } from "#lib/env.ts";
import { runCommand } from "#lib/runtime/commands/run-command.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { forkExecution } from "#lib/runtime/executions/fork-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { somebody, storedAndReplayed, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { archiveNightly } from "./archive-runs.ts";
import { checkBatch } from "./check-executions.ts";

afterEach(() => setEnv({ RETENTION_DAYS: undefined }));

type Steps = WorkflowDefinitionInput["steps"];

const steps: Steps = [
  {
    id: "ask",
    name: "Ask",
    type: "data_collection",
    uses: "form.ask",
    config: {
      fields: { type: "object", properties: { number: { type: "integer", title: "Number?" } } },
    },
  },
  {
    id: "double",
    name: "Double",
    type: "transformation",
    uses: "data.transform",
    config: { outputs: { result: { type: "number", value: "steps.ask.answers.number * 2" } } },
    dependencies: ["ask"],
  },
];

const tomorrow = () => new Date(Date.now() + 86_400_000);

/** A run that has been answered and has ended, with a text that one of its steps has written. */
async function endedRun(db: Database) {
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, steps);
  const { id, revision } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const token = randomUUID();
  await appendText(db, { executionId: id, stepId: "ask", token, start: 0, text: "Once " });
  await appendText(db, { executionId: id, stepId: "ask", token, start: 5, text: "more" });
  const answer = { executionId: id, ownerId, stepId: "ask", revision, idempotencyKey: null };
  await submitStep(db, { ...answer, data: { number: 21 } });
  await goOn(db, { executionId: id, ownerId });
  return { executionId: id, ownerId };
}

/** On a slow machine a calculation is cut into several turns. This runs the remaining ones and returns the outputs. */
async function goOn(db: Database, run: { executionId: string; ownerId: string }) {
  for (;;) {
    const { status, outputs } = await viewExecution(db, run);
    if (status === "completed") return outputs;
    const actor = { kind: "system" } as const;
    const command = () => ({ type: "continue" }) as const;
    await runCommand(db, { ...run, actor, command, view: () => null });
  }
}

/** Everything that can be read of a run. */
async function readAll(db: Database, run: { executionId: string; ownerId: string }) {
  const { executionId, ownerId } = run;
  return {
    view: await viewExecution(db, run),
    rows: await getStepRows(db, executionId),
    log: await getEvents(db, { executionId, after: 0, limit: 100 }),
    page: await getEvents(db, { executionId, after: 2, limit: 1 }),
    end: await getEvents(db, { executionId, after: 1_000, limit: 1 }),
    texts: await getLatestTexts(db, { executionId, stepId: "ask", after: 0 }),
    now: await getStepStatus(db, { executionId, stepId: "double" }),
    never: await getStepStatus(db, { executionId, stepId: "no-such-step" }),
    list: await listRuns(db, { ownerId, statuses: ["completed"], limit: 10 }),
    state: await storedAndReplayed(db, executionId),
  };
}

async function leftRows(db: Database) {
  const [row] = await db.$client<{ rows: number; archives: number }[]>`
    select ((select count(*) from workflow_events) + (select count(*) from workflow_step_executions) +
      (select count(*) from step_texts) + (select count(*) from step_drafts))::int as rows,
      (select count(*) from workflow_archives)::int as archives`;
  return row;
}

async function archiveAll(db: Database, before = tomorrow()) {
  return await archiveBatch(db, { before, after: null, limit: 100 });
}

test("an archived run reads as it did before, and so does a restored one", async () => {
  const db = await freshDb();
  const run = await endedRun(db);
  const before = await readAll(db, run);
  expect(before.view.outputs).toEqual({ double: { result: 42 } });
  expect(before.state.stored).toEqual(before.state.replayed);
  const { executions, bytes, packedBytes } = await archiveAll(db);
  expect(executions).toBe(1);
  expect(packedBytes).toBeLessThan(bytes);
  expect(await leftRows(db)).toEqual({ rows: 0, archives: 1 });
  expect(await readAll(db, run)).toEqual(before);
  await restoreArchive(db, run.executionId);
  expect(await leftRows(db)).toMatchObject({ archives: 0 });
  expect(await readAll(db, run)).toEqual(before);
});

test("a check of what is stored finds nothing wrong with an archived run", async () => {
  const db = await freshDb();
  await endedRun(db);
  await archiveAll(db);
  const checked = await checkBatch(db, { after: null, limit: 10 });
  expect(checked).toMatchObject({ executions: 1, findings: [] });
  expect(checked.events).toBeGreaterThan(0);
});

test("only runs that ended before the moment are archived, and an archived one is left alone", async () => {
  const db = await freshDb();
  const { executionId, ownerId } = await endedRun(db);
  const workflowId = await storeWorkflow(db, steps);
  const open = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const rows = (await leftRows(db))?.rows;
  expect(await archiveAll(db, new Date("2020-01-01"))).toMatchObject({ executions: 0 });
  expect(await leftRows(db)).toEqual({ rows, archives: 0 });
  expect(await archiveAll(db)).toMatchObject({ executions: 1, next: executionId });
  expect(await archiveAll(db)).toMatchObject({ executions: 0, next: null });
  expect((await viewExecution(db, { executionId: open.id, ownerId })).status).toBe("running");
  expect(await getStepRows(db, open.id)).not.toEqual([]);
  const cancel = { executionId, ownerId, command: { type: "cancel" } } as const;
  expect(await controlExecution(db, cancel)).toMatchObject({ ok: false });
});

test("two processes that archive at once take each run once, and a pass goes on where it stopped", async () => {
  const db = await freshDb();
  for (let i = 0; i < 12; i += 1) await endedRun(db);
  const first = await archiveBatch(db, { before: tomorrow(), after: null, limit: 2 });
  expect(first.executions).toBe(2);
  const passes = await Promise.all(
    [1, 2, 3].map(async () => {
      let archived = 0;
      for (let after = first.next; after !== null;) {
        // eslint-disable-next-line no-await-in-loop -- the passes run beside each other
        const batch = await archiveBatch(db, { before: tomorrow(), after, limit: 3 });
        archived += batch.executions;
        after = batch.next;
      }
      return archived;
    }),
  );
  expect(passes.reduce((sum, archived) => sum + archived, 0)).toBe(10);
  expect(await leftRows(db)).toEqual({ rows: 0, archives: 12 });
});

test("what would have been can be asked of an archived run", async () => {
  const db = await freshDb();
  const { executionId, ownerId } = await endedRun(db);
  await archiveAll(db);
  const fork = { executionId, ownerId, stepId: "ask", revision: null, idempotencyKey: null };
  const other = await forkExecution(db, { ...fork, data: { number: 4 } });
  expect(await goOn(db, { executionId: other.id, ownerId })).toEqual({ double: { result: 8 } });
  expect((await viewExecution(db, { executionId, ownerId })).outputs).toEqual({
    double: { result: 42 },
  });
});

test("every night what ended long enough ago is archived, if the settings say so", async () => {
  const db = await freshDb();
  const { executionId } = await endedRun(db);
  const { executionId: young } = await endedRun(db);
  await db.$client`
    update workflow_executions set completed_at = completed_at - interval '31 days' where id = ${executionId}`;
  expect(await archiveNightly(db, {})).toBeNull();
  expect(await leftRows(db)).toMatchObject({ archives: 0 });
  setEnv({ RETENTION_DAYS: "30" });
  const next = await archiveNightly(db, {});
  expect(next).toMatchObject({ after: executionId });
  expect(await archiveNightly(db, next)).toBeNull();
  expect(await leftRows(db)).toMatchObject({ archives: 1 });
  expect(
    (await db.$client`select 1 from workflow_events where execution_id = ${young}`).length,
  ).toBeGreaterThan(0);
});
