import { expect, onTestFinished, test, vi } from "vitest";

import { connect, type Database } from "#db/client.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { historyOf } from "#lib/engine/state/history.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { somebody, storedAndReplayed, storeWorkflow } from "#tests/support/executions.ts";
import { freshDatabase, freshDb } from "#tests/support/pg.ts";
import { tellFamilies } from "#tests/support/tell-families.ts";

import { controlExecution } from "./executions/control-execution.ts";
import type { ExecutionView } from "./executions/execution-view.ts";
import { startExecution } from "./executions/start-execution.ts";
import { submitStep } from "./executions/submit-step.ts";
import { startWorker } from "./jobs/worker.ts";
import { NotificationHub } from "./streams/notification-hub.ts";

type Step = WorkflowDefinitionInput["steps"][number];

const wait = (id: string, config: Step["config"], more: Partial<Step> = {}): Step => ({
  id,
  name: id,
  type: "integration",
  uses: config && "name" in config ? "wait.signal" : "wait.for",
  config,
  ...more,
});

const choose = (id: string, outcomes: string[], more: Partial<Step> = {}): Step => ({
  id,
  name: id,
  type: "decision",
  uses: "decision.ask",
  config: {
    question: "Which way?",
    options: outcomes.map((outcome) => ({ outcome, label: outcome })),
  },
  ...more,
});

const note = (id: string, dependencies: Step["dependencies"]): Step => ({
  id,
  name: id,
  type: "transformation",
  uses: "data.transform",
  config: { outputs: { done: "true" } },
  dependencies,
});

async function started(db: Database, steps: Step[]) {
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, steps);
  const { id: executionId } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  // A job of the queue continues a turn that is cut short on a busy machine.
  const settled = async () => {
    await tellFamilies(db);
    return await viewExecution(db, { executionId, ownerId });
  };
  const view = await settled();
  const answer = async (stepId: string, data: unknown): Promise<ExecutionView> => {
    const { revision } = await viewExecution(db, { executionId, ownerId });
    const submitted = { executionId, ownerId, stepId, revision, data };
    const outcome = await submitStep(db, { ...submitted, idempotencyKey: null });
    if (!outcome.ok) throw new Error(outcome.rejection.message);
    return await settled();
  };
  return { ownerId, id: executionId, view, answer, settled };
}

test("a loop keeps every iteration in rows of its own, and the log rebuilds them", async () => {
  const db = await freshDb();
  const { id, answer } = await started(db, [
    note("draft", [{ step: "judge", on: "again", back: true, maxIterations: 5 }]),
    choose("judge", ["again", "good"], { dependencies: ["draft"] }),
    note("publish", [{ step: "judge", on: "good" }]),
  ]);
  await answer("judge", { choice: "again" });
  await answer("judge", { choice: "again" });
  const done = await answer("judge", { choice: "good" });
  expect(done).toMatchObject({ status: "completed" });
  expect(done.steps.map((s) => s.iteration)).toEqual([3, 3, 1]);
  const { stored, replayed } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
  expect(historyOf(stored.steps[0]!)).toHaveLength(2);
});

test("an early signal is kept in the database until its step is reached", async () => {
  const db = await freshDb();
  const { id, ownerId, answer } = await started(db, [
    choose("go", ["on", "off"]),
    wait("paid", { name: "payment" }, { dependencies: ["go"] }),
  ]);
  const command = { type: "signal", name: "payment", data: { amount: 5 } } as const;
  await controlExecution(db, { executionId: id, ownerId, command });
  const done = await answer("go", { choice: "on" });
  expect(done).toMatchObject({ status: "completed", outputs: { paid: { data: { amount: 5 } } } });
  const { stored, replayed } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
});

test("of a button and a signal sent at the same time, one wins and the other gets a conflict", async () => {
  const db = await freshDb();
  const { id, ownerId, view, answer, settled } = await started(db, [
    choose("button", ["pressed", "held"], { race: "first" }),
    wait("paid", { name: "payment" }, { race: "first" }),
    note("afterButton", ["button"]),
    note("afterPaid", ["paid"]),
  ]);
  expect(view.waitingFor.map((w) => w.kind)).toEqual(["form", "signal"]);
  const both = await Promise.allSettled([
    answer("button", { choice: "pressed" }),
    controlExecution(db, {
      executionId: id,
      ownerId,
      command: { type: "signal", name: "payment", data: 1 },
    }),
  ]);
  const after = await settled();
  expect(after.status).toBe("completed");
  const ran = after.steps.filter((s) => s.id.startsWith("after") && s.status === "completed");
  expect(ran).toHaveLength(1);
  const { events } = await storedAndReplayed(db, id);
  expect(events.filter((e) => e.type === "step.completed")).toHaveLength(2);
  expect(
    both.some(
      (b) =>
        b.status === "rejected" || (b.status === "fulfilled" && "ok" in b.value && !b.value.ok),
    ),
  ).toBe(true);
});

test("a timer goes off by itself, and one that lost its race is not waited for", async () => {
  const url = await freshDatabase();
  const db = connect(url);
  const worker = await startWorker(db, new NotificationHub(db), url);
  onTestFinished(async () => {
    await worker.stop();
    await db.$client.end({ timeout: 1 });
  });
  const { id, ownerId, answer } = await started(db, [
    wait("soon", { seconds: 0.2 }),
    choose("press", ["now", "later"], { race: "r" }),
    wait("never", { seconds: 60 }, { race: "r" }),
    note("end", ["soon", "press"]),
  ]);
  await answer("press", { choice: "now" });
  const done = await vi.waitFor(
    async () => {
      const view = await viewExecution(db, { executionId: id, ownerId });
      expect(view.status).toBe("completed");
      return view;
    },
    { timeout: 20_000, interval: 30 },
  );
  expect(done.steps.map((s) => s.status)).toEqual([
    "completed",
    "completed",
    "skipped",
    "completed",
  ]);
});

test("steps of an exclusive group are offered together and taken one at a time", async () => {
  const db = await freshDb();
  const group = { exclusive: "g" };
  const { view, answer } = await started(db, [
    choose("a", ["done", "left"], group),
    choose("b", ["done", "left"], group),
    note("end", ["a", "b"]),
  ]);
  expect(view.waitingFor.map((w) => w.stepId)).toEqual(["a", "b"]);
  await answer("b", { choice: "done" });
  expect(await answer("a", { choice: "done" })).toMatchObject({ status: "completed" });
});
