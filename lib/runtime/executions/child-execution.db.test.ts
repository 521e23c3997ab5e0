import { randomUUID } from "node:crypto";

import { expect, test, vi } from "vitest";

import type { Database } from "#db/client.ts";
import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import { listChildren } from "#db/queries/executions/children.ts";
import { listRuns } from "#db/queries/executions/list-runs.ts";
import {
  workflowDefinition,
  type WorkflowDefinitionInput,
} from "#lib/engine/definition/definition.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { runCommand } from "#lib/runtime/commands/run-command.ts";
import { linkDefinition } from "#lib/runtime/store/link-definition.ts";
import { catalog } from "#lib/steps/registry.ts";
import { freshAppWithWorker } from "#tests/support/api.ts";
import { somebody, storedAndReplayed, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { alignChild, tellParent } from "./child-execution.ts";
import { controlExecution } from "./control-execution.ts";
import { startExecution } from "./start-execution.ts";
import { submitStep } from "./submit-step.ts";
import { viewExecution } from "./view-execution.ts";

type Step = WorkflowDefinitionInput["steps"][number];

const ask = (id: string): Step => ({
  id,
  name: id,
  type: "data_collection",
  uses: "form.ask",
  config: {
    fields: {
      type: "object",
      properties: { number: { type: "integer", title: "Which number?" } },
      required: ["number"],
    },
  },
});

const asks = {
  id: "asks",
  name: "Asks",
  version: "1.0.0",
  category: "test",
  inputs: { add: { type: "number", default: 0 } },
  steps: [ask("ask")],
  outputs: { sum: "steps.ask.answers.number + inputs.add" },
};

const runs = (id: string, definition: object, more: Partial<Step> = {}): Step => ({
  id,
  name: id,
  type: "integration",
  uses: "workflow.run",
  config: { definition: JSON.parse(JSON.stringify(definition)) },
  ...more,
});

type Place = { db: Database; ownerId: string };

async function begun(place: Place, steps: Step[], more: Partial<WorkflowDefinitionInput> = {}) {
  const workflowId = await storeWorkflow(place.db, steps, more);
  return await startExecution(place.db, { workflowId, ownerId: place.ownerId, inputs: {} });
}

async function view({ db, ownerId }: Place, executionId: string) {
  return await viewExecution(db, { executionId, ownerId });
}

/** The child run of a step, once there is one. */
async function childOf(place: Place, executionId: string, stepId: string) {
  return await vi.waitFor(
    async () => {
      const { waitingFor } = await view(place, executionId);
      const found = waitingFor.find((one) => one.stepId === stepId && one.kind === "child");
      if (found?.kind !== "child") throw new Error("There is no child yet.");
      return await view(place, found.executionId);
    },
    { timeout: 20_000, interval: 10 },
  );
}

async function until(place: Place, executionId: string, status: string) {
  return await vi.waitFor(
    async () => {
      const seen = await view(place, executionId);
      expect(seen.status).toBe(status);
      return seen;
    },
    { timeout: 20_000, interval: 10 },
  );
}

async function answer({ db, ownerId }: Place, executionId: string, number: number) {
  const { revision } = await viewExecution(db, { executionId, ownerId });
  const idempotencyKey = randomUUID();
  const sent = { executionId, ownerId, stepId: "ask", revision, data: { number }, idempotencyKey };
  expect(await submitStep(db, sent)).toMatchObject({ ok: true });
}

async function control(
  { db, ownerId }: Place,
  executionId: string,
  type: "pause" | "resume" | "cancel",
) {
  await controlExecution(db, { executionId, ownerId, command: { type } });
}

async function withWorker(): Promise<Place> {
  const { db } = await freshAppWithWorker();
  return { db, ownerId: await somebody(db) };
}

async function expectReplayed({ db }: Place, executionId: string): Promise<void> {
  const { stored, replayed } = await storedAndReplayed(db, executionId);
  expect(stored).toEqual(replayed);
}

test("a workflow runs as a child run of a step, linked both ways", async () => {
  const place = await withWorker();
  const total: Step = {
    id: "total",
    name: "Total",
    type: "transformation",
    uses: "data.transform",
    config: { outputs: { total: { type: "number", value: "steps.sub.sum * 2" } } },
    dependencies: ["sub"],
  };
  const parent = await begun(place, [runs("sub", asks, { inputs: { add: "2" } }), total]);
  const child = await childOf(place, parent.id, "sub");
  expect(child).toMatchObject({
    workflowId: "asks",
    status: "running",
    parent: { executionId: parent.id, stepId: "sub" },
    waitingFor: [{ stepId: "ask", kind: "form" }],
  });
  // People see one run, which waits for them.
  const { db, ownerId } = place;
  const listed = await listRuns(db, { ownerId, statuses: ["running"], limit: 10 });
  expect(listed).toMatchObject([{ id: parent.id, next: { id: "sub", waitingFor: "form" } }]);
  await answer(place, child.id, 40);
  const ended = await until(place, parent.id, "completed");
  expect(ended.outputs).toEqual({ total: { total: 84 } });
  expect(ended.steps[0]).toMatchObject({
    output: { sum: 42 },
    child: { executionId: child.id, status: "completed" },
  });
  await expectReplayed(place, parent.id);
  await expectReplayed(place, child.id);
});

test("pausing, resuming and cancelling a run reach what runs in it, however deep", async () => {
  const place = await withWorker();
  const outer = { ...asks, id: "outer", steps: [runs("inner", asks)], outputs: {}, inputs: {} };
  const parent = await begun(place, [runs("sub", outer)]);
  const child = await childOf(place, parent.id, "sub");
  const grandchild = await childOf(place, child.id, "inner");
  const all = [parent.id, child.id, grandchild.id];
  for (const [act, status] of [
    ["pause", "paused"],
    ["resume", "running"],
    ["cancel", "cancelled"],
  ] as const) {
    await control(place, parent.id, act);
    for (const id of all) expect(await until(place, id, status)).toMatchObject({ status });
  }
  for (const id of all) await expectReplayed(place, id);
});

test("a child that fails or is cancelled fails its step, and a new one is tried where the step says so", async () => {
  const place = await withWorker();
  const broken = {
    ...asks,
    outputs: {},
    inputs: {},
    steps: [
      {
        id: "check",
        name: "Check",
        type: "validation",
        uses: "data.validate",
        config: {
          rules: [
            {
              id: "less",
              label: "One is more than two",
              check: "1 > 2",
              message: "One is less than two.",
            },
          ],
        },
      },
    ],
  };
  const caught: Step = {
    id: "caught",
    name: "Caught",
    type: "transformation",
    uses: "data.transform",
    config: { outputs: { caught: "true" } },
    dependencies: [{ step: "sub", on: "error" }],
  };
  const retry = { maxAttempts: 2, backoffMs: 1 };
  const failing = await begun(place, [runs("sub", broken, { retry }), caught]);
  const failed = await until(place, failing.id, "completed");
  expect(failed.steps).toMatchObject([
    { status: "failed", error: { code: "child_failed", details: expect.anything() } },
    { status: "completed" },
  ]);
  const { db, ownerId } = place;
  const tried = await listChildren(db, { executionId: failing.id, ownerId });
  expect(tried.map(({ status }) => status)).toEqual(["failed", "failed"]);
  const cancelling = await begun(place, [runs("sub", asks, { retry }), caught]);
  await control(place, (await childOf(place, cancelling.id, "sub")).id, "cancel");
  const cancelled = await until(place, cancelling.id, "completed");
  expect(cancelled.steps[0]).toMatchObject({
    status: "failed",
    error: { code: "child_cancelled" },
  });
});

test("a deadline ends the step and its child run, and a timer of the queue the whole run", async () => {
  const place = await withWorker();
  const parent = await begun(place, [runs("sub", asks, { deadlineMs: 3_600_000 })]);
  const child = await childOf(place, parent.id, "sub");
  const { deadline = "" } = (await view(place, parent.id)).steps[0]!;
  await runCommand(place.db, {
    executionId: parent.id,
    ownerId: null,
    actor: { kind: "system" },
    command: () => ({ type: "deadline", step: "sub", at: Date.parse(deadline) }),
    view: () => null,
  });
  const failed = await until(place, parent.id, "failed");
  expect(failed.error).toMatchObject({ code: "deadline_passed" });
  await until(place, child.id, "cancelled");
  const whole = await begun(place, [ask("ask")], { deadlineMs: 100 });
  expect((await until(place, whole.id, "failed")).error).toMatchObject({ code: "deadline_passed" });
});

test("called twice, late and by several at once, there is one child, and none for a step that no longer needs it", async () => {
  const db = await freshDb();
  const place = { db, ownerId: await somebody(db) };
  const wanted = { step: "sub" };
  const parent = await begun(place, [runs("sub", asks)]);
  const token = await tokenOf(place, parent.id);
  const job = { ...wanted, executionId: parent.id, token };
  await Promise.all(Array.from({ length: 6 }, () => alignChild(db, job)));
  const before = await view(place, token);
  await alignChild(db, job);
  expect((await view(place, token)).revision).toBe(before.revision);
  await answer(place, token, 1);
  await Promise.all(Array.from({ length: 3 }, () => tellParent(db, token)));
  const { events } = await storedAndReplayed(db, parent.id);
  expect(events.filter(({ type }) => type === "step.completed")).toHaveLength(1);
  expect((await view(place, parent.id)).status).toBe("completed");
  // Cancelled before the child was started, and while it was being started.
  const early = await begun(place, [runs("sub", asks)]);
  const never = await tokenOf(place, early.id);
  await control(place, early.id, "cancel");
  await alignChild(db, { ...wanted, executionId: early.id, token: never });
  await expect(view(place, never)).rejects.toMatchObject({ code: "not_found" });
  for (let attempt = 0; attempt < 10; attempt++) {
    const raced = await begun(place, [runs("sub", asks)]);
    const id = await tokenOf(place, raced.id);
    const again = { ...wanted, executionId: raced.id, token: id };
    await Promise.all([
      alignChild(db, again),
      control(place, raced.id, "cancel").then(async () => await alignChild(db, again)),
    ]);
    const children = await listChildren(db, { executionId: raced.id, ownerId: place.ownerId });
    expect(children.map(({ status }) => status)).not.toContain("running");
  }
});

async function tokenOf({ db }: Place, executionId: string): Promise<string> {
  return await runCommand(db, {
    executionId,
    ownerId: null,
    actor: { kind: "system" },
    command: () => ({ type: "continue" }),
    view: ({ state }) => state.steps[0]!.token ?? "",
  }).then(({ value }) => value);
}

test("a workflow that is named is put into the definition at the version that is stored", async () => {
  const db = await freshDb();
  const place = { db, ownerId: await somebody(db) };
  await saveDefinition(db, { definition: workflowDefinition.parse(asks), ownerId: null });
  const newer = { ...asks, version: "1.1.0", name: "Asks better" };
  await saveDefinition(db, { definition: workflowDefinition.parse(newer), ownerId: place.ownerId });
  const naming = (config: object) => ({
    id: "names",
    name: "Names",
    version: "1.0.0",
    category: "test",
    steps: [{ id: "sub", name: "Sub", type: "integration", uses: "workflow.run", config }],
  });
  const link = async (workflow: object, ownerId = place.ownerId, config: object = {}) => {
    const linked = await linkDefinition(db, naming({ ...config, workflow }), ownerId);
    return validateDefinition(linked, catalog);
  };
  const exact = await link({ id: "asks", version: "1.0.0" });
  expect(exact).toMatchObject({
    ok: true,
    definition: { steps: [{ config: { definition: { version: "1.0.0", name: "Asks" } } }] },
  });
  expect((await link({ id: "asks" })).definition?.steps[0]?.config).toMatchObject({
    workflow: { id: "asks", version: "1.1.0" },
    definition: { name: "Asks better" },
  });
  // Linked again it stays the same, and another version replaces what was embedded.
  expect(await linkDefinition(db, exact.definition, place.ownerId)).toEqual(exact.definition);
  const before = exact.definition?.steps[0]?.config ?? {};
  const moved = await link({ id: "asks", version: "1.1.0" }, place.ownerId, before);
  expect(moved.definition?.steps[0]?.config["definition"]).toMatchObject({
    name: "Asks better",
  });
  const unknown = { code: "unknown_workflow", path: ["steps", 0, "config"] };
  expect((await link({ id: "asks", version: "9.0.0" })).problems).toMatchObject([unknown]);
  // Another person's workflow is not found.
  const stranger = await somebody(db);
  expect((await link({ id: "asks", version: "1.1.0" }, stranger)).problems).toMatchObject([
    unknown,
  ]);
});
