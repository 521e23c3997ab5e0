import { randomUUID } from "node:crypto";

import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";

import { connect, type Database } from "#db/client.ts";
import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { stateCache } from "#lib/runtime/store/state-cache.ts";
import { ServerProcess } from "#tests/faults/process.ts";
import { somebody, storedAndReplayed } from "#tests/support/executions.ts";
import { freshDatabase, freshDb } from "#tests/support/pg.ts";
import { tellFamilies } from "#tests/support/tell-families.ts";

import { ordersOf, pattern } from "./harness.ts";

const tasks = ["one", "two", "three", "four"];
/** Against tests that hang. A process may have to start again meanwhile. */
const patient = { timeout: 60_000, interval: 50 };
const numbers: Readonly<Record<string, number>> = { one: 1, two: 20, three: 300, four: 4_000 };

async function stored(db: Database) {
  const ownerId = await somebody(db);
  const definition = pattern("human-tasks");
  await saveDefinition(db, { definition, ownerId: null });
  return { ownerId, workflowId: definition.id };
}

/** Every answer counted once: in the total, in the log, and in the state that the log leads to. */
async function expectAllCounted(db: Database, executionId: string): Promise<void> {
  const { stored: state, replayed, events } = await storedAndReplayed(db, executionId);
  expect(state).toEqual(replayed);
  expect(state).toMatchObject({ status: "completed", outputs: { total: { total: 4_321 } } });
  for (const task of tasks) {
    for (const step of [task, `read-${task}`]) {
      const completed = events.filter((e) => e.type === "step.completed" && e.step === step);
      expect([step, completed.length]).toEqual([step, 1]);
    }
  }
}

/** Starts a run. A job of the queue continues a turn that is cut short on a busy machine. */
async function begun(
  db: Database,
  { workflowId, ownerId }: { workflowId: string; ownerId: string },
) {
  const run = await startExecution(db, { workflowId, ownerId, inputs: {} });
  await tellFamilies(db);
  return run;
}

test("four open tasks, answered in all 24 orders by processes that remember nothing, count once each", async () => {
  const db = await freshDb();
  const { ownerId, workflowId } = await stored(db);
  const orders = ordersOf(tasks);
  expect(orders).toHaveLength(24);
  for (const order of orders) {
    const { id: executionId, revision } = await begun(db, { workflowId, ownerId });
    for (const [at, stepId] of order.entries()) {
      const view = await viewExecution(db, { executionId, ownerId });
      expect(view.waitingFor.map((w) => w.stepId).toSorted()).toEqual(order.slice(at).toSorted());
      const answer = {
        executionId,
        ownerId,
        stepId,
        revision: view.revision,
        data: { number: numbers[stepId]! },
        idempotencyKey: randomUUID(),
      };
      stateCache.take(executionId);
      expect(await submitStep(db, answer)).toMatchObject({ ok: true });
      await tellFamilies(db);
      stateCache.take(executionId);
      // The same answer delivered again is the same answer. Another one from an old page is rejected as late.
      expect(await submitStep(db, answer)).toMatchObject({ ok: true });
      const other = { ...answer, revision, data: { number: 9 }, idempotencyKey: randomUUID() };
      expect((await submitStep(db, other)).ok).toBe(false);
    }
    await expectAllCounted(db, executionId);
  }
}, 120_000);

test("four tasks of a list, answered in all 24 orders by processes that remember nothing, count once each", async () => {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const definition = pattern("human-tasks-in-a-list");
  await saveDefinition(db, { definition, ownerId: null });
  for (const order of ordersOf(["ask$0", "ask$1", "ask$2", "ask$3"])) {
    const { id: executionId, revision } = await begun(db, { workflowId: definition.id, ownerId });
    for (const [at, stepId] of order.entries()) {
      const view = await viewExecution(db, { executionId, ownerId });
      expect(view.waitingFor.map((w) => w.stepId).toSorted()).toEqual(order.slice(at).toSorted());
      const data = { number: 10 ** Number(stepId.at(-1)) };
      const sent = { executionId, ownerId, stepId, data };
      const answer = { ...sent, revision: view.revision, idempotencyKey: randomUUID() };
      for (const _ of ["sent", "delivered again"]) {
        stateCache.take(executionId);
        expect(await submitStep(db, answer)).toMatchObject({ ok: true });
      }
      await tellFamilies(db);
      const late = { ...sent, revision, idempotencyKey: randomUUID() };
      expect((await submitStep(db, late)).ok).toBe(false);
    }
    const { stored: state, replayed, events } = await storedAndReplayed(db, executionId);
    expect(state).toEqual(replayed);
    expect(state).toMatchObject({ status: "completed", outputs: { total: { total: 1_111 } } });
    const completed = events.filter(
      (e) => e.type === "step.completed" && e.step.startsWith("ask$"),
    );
    expect(completed).toHaveLength(4);
  }
}, 240_000);

test("answered all at the same moment, they count once each", async () => {
  const db = await freshDb();
  const { ownerId, workflowId } = await stored(db);
  for (let round = 0; round < 20; round++) {
    const { id: executionId } = await begun(db, { workflowId, ownerId });
    const { revision } = await viewExecution(db, { executionId, ownerId });
    const answers = [...tasks, ...tasks].map((stepId) =>
      submitStep(db, {
        executionId,
        ownerId,
        stepId,
        revision,
        data: { number: numbers[stepId]! },
        idempotencyKey: null,
      }),
    );
    const counted = (await Promise.all(answers)).filter(({ ok }) => ok);
    expect(counted).toHaveLength(4);
    await tellFamilies(db);
    await expectAllCounted(db, executionId);
  }
}, 120_000);

test("with the process killed between any two answers, and in the middle of one, they count once each", async () => {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  const { ownerId, workflowId } = await stored(db);
  const server = await ServerProcess.start({ DATABASE_URL: url });
  for (const order of [tasks, ["three", "one", "four", "two"]]) {
    const started = await server.ask({ does: "start", ownerId, workflowId, key: randomUUID() });
    const { id: executionId } = z.object({ json: z.object({ id: z.uuid() }) }).parse(started).json;
    const view = async () => await viewExecution(db, { executionId, ownerId });
    // Where a turn was cut short on a busy machine, the worker continues it.
    await vi.waitFor(async () => expect((await view()).waitingFor).toHaveLength(4), patient);
    for (const [at, stepId] of order.entries()) {
      const { revision } = await view();
      const answer = { does: "submit", ownerId, executionId, stepId, revision } as const;
      const sent = { ...answer, data: { number: numbers[stepId]! }, key: randomUUID() };
      const first = server.ask(sent);
      // Killed while it answers, or after. A client without an answer asks again with the same key.
      if (at % 2 === 0) await first;
      await server.kill();
      await server.up();
      expect(await server.ask(sent)).toMatchObject({ status: 200 });
    }
    await vi.waitFor(async () => expect((await view()).status).toBe("completed"), patient);
    await expectAllCounted(db, executionId);
  }
}, 300_000);
