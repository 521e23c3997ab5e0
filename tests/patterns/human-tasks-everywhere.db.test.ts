import { randomUUID } from "node:crypto";

import * as fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";

import { connect, type Database } from "#db/client.ts";
import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import { listChildren } from "#db/queries/executions/children.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { ServerProcess } from "#tests/faults/process.ts";
import { somebody, storedAndReplayed } from "#tests/support/executions.ts";
import { freshDatabase, freshDb } from "#tests/support/pg.ts";
import { tellFamilies } from "#tests/support/tell-families.ts";

import { ordersOf, pattern, timesOf, waysOf } from "./harness.ts";
import type { PatternRun } from "./pattern-run.ts";

/** Where each question is asked. Those of `sub` and `subs` are in child runs. Each adds a digit to the total. */
const tasks = ["one", "list$0", "list$1", "sub", "subs$0", "subs$1"];
const numberOf = (task: string) => 10 ** tasks.indexOf(task);
const all = 111_111;
const isChild = (task: string) => task.startsWith("sub");
/** The step that is answered, in its own run. */
const stepOf = (task: string) => (isChild(task) ? "ask" : task);

const everyOrder = ordersOf(tasks);
/** A few of them, always the same. */
const someOrders = fc.sample(fc.shuffledSubarray(tasks, { minLength: tasks.length }), {
  numRuns: 24,
  seed: 20,
});

/** Each question's own run, while it is open. */
async function askedIn(run: PatternRun, task: string): Promise<PatternRun> {
  return isChild(task) ? await run.child(task) : run;
}

async function expectCountedOnce(run: PatternRun): Promise<void> {
  expect(await run.state()).toMatchObject({
    status: "completed",
    outputs: { total: { total: all } },
  });
  for (const task of tasks) {
    expect([task, await timesOf(run, "step.completed", task)]).toEqual([task, 1]);
  }
  const children = await run.children();
  expect(children).toHaveLength(tasks.filter(isChild).length);
  for (const child of children) {
    expect((await child.state()).status).toBe("completed");
    expect(await timesOf(child, "step.completed", "ask")).toBe(1);
  }
}

test("there are 720 orders, and the sample holds different ones", () => {
  expect(everyOrder).toHaveLength(720);
  expect(new Set(someOrders.map(String)).size).toBe(someOrders.length);
});

describe.each(waysOf("human-tasks-everywhere"))("six open tasks, %s", (way, open) => {
  const orders = way === "in the core" ? everyOrder : someOrders;

  test(`answered in ${orders.length} orders, they count once each`, async () => {
    const begin = await open();
    for (const order of orders) {
      const run = await begin();
      const seen = await Promise.all(
        tasks.map(async (task) => {
          const asked = await askedIn(run, task);
          return { task, asked, revision: (await asked.state()).revision };
        }),
      );
      for (const task of order) {
        const { asked, revision } = seen.find((one) => one.task === task)!;
        const data = { number: numberOf(task) };
        expect(await asked.answer(stepOf(task), data)).toBeNull();
        // From a page that was opened before, so it comes too late.
        expect(await asked.answer(stepOf(task), { number: 5 }, revision)).not.toBeNull();
      }
      await expectCountedOnce(run);
    }
  }, 240_000);
});

async function stored(db: Database) {
  const ownerId = await somebody(db);
  const definition = pattern("human-tasks-everywhere");
  await saveDefinition(db, { definition, ownerId: null });
  return { ownerId, workflowId: definition.id };
}

type Place = { db: Database; ownerId: string; executionId: string };

/** The run that a question is asked in, once it has started. */
async function runOf({ db, ownerId, executionId }: Place, task: string): Promise<string> {
  if (!isChild(task)) return executionId;
  return await vi.waitFor(
    async () => {
      const { waitingFor } = await viewExecution(db, { executionId, ownerId });
      const found = waitingFor.find(({ stepId }) => stepId === task);
      if (found?.kind !== "child") throw new Error(`There is no child run of "${task}" yet.`);
      return found.executionId;
    },
    { timeout: 30_000, interval: 50 },
  );
}

async function expectAllCounted({ db, ownerId, executionId }: Place): Promise<void> {
  const { stored: state, replayed, events } = await storedAndReplayed(db, executionId);
  expect(state).toEqual(replayed);
  expect(state).toMatchObject({ status: "completed", outputs: { total: { total: all } } });
  const completed = events.flatMap((event) => (event.type === "step.completed" ? event.step : []));
  const steps = [...tasks, "list", "subs", "total"];
  expect(completed.toSorted()).toEqual(steps.toSorted());
  const children = await listChildren(db, { executionId, ownerId });
  expect(children.map(({ parentStep }) => parentStep).toSorted()).toEqual(tasks.filter(isChild));
  for (const { id } of children) {
    const child = await storedAndReplayed(db, id);
    expect(child.stored).toEqual(child.replayed);
    expect(child.events.filter(({ type }) => type === "step.completed")).toHaveLength(2);
  }
}

test("answered all at the same moment, twice, they count once each", async () => {
  const db = await freshDb();
  const { ownerId, workflowId } = await stored(db);
  for (let round = 0; round < 8; round++) {
    const { id: executionId } = await startExecution(db, { workflowId, ownerId, inputs: {} });
    await tellFamilies(db);
    const place = { db, ownerId, executionId };
    const answers = await Promise.all(
      [...tasks, ...tasks].map(async (task) => {
        const asked = { ownerId, executionId: await runOf(place, task), stepId: stepOf(task) };
        const { revision } = await viewExecution(db, asked);
        const data = { number: numberOf(task) };
        return Object.assign(asked, { revision, data, idempotencyKey: null });
      }),
    );
    // The worker processes the jobs in the middle of it, and twice.
    const [outcomes] = await Promise.all([
      Promise.all(answers.map(async (answer) => await submitStep(db, answer))),
      tellFamilies(db),
      tellFamilies(db),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(tasks.length);
    await tellFamilies(db);
    await expectAllCounted(place);
  }
}, 120_000);

test("with the process killed between any two answers, and in the middle of one, they count once each", async () => {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  const { ownerId, workflowId } = await stored(db);
  const server = await ServerProcess.start({ DATABASE_URL: url });
  const [order = []] = someOrders;
  const start = { does: "start", ownerId, workflowId, key: randomUUID() } as const;
  // Killed before anybody has started the children.
  void server.ask(start);
  await server.kill();
  await server.up();
  const begun = await server.ask(start);
  const { id: executionId } = z.object({ json: z.object({ id: z.uuid() }) }).parse(begun).json;
  const place = { db, ownerId, executionId };
  for (const [at, task] of order.entries()) {
    const asked = { executionId: await runOf(place, task), ownerId };
    const { revision } = await viewExecution(db, asked);
    const data = { number: numberOf(task) };
    const step = { ...asked, stepId: stepOf(task), revision, data };
    const answer = { does: "submit", ...step, key: randomUUID() } as const;
    const first = server.ask(answer);
    // Killed while it answers, or after. A client without an answer asks again with the same key.
    if (at % 2 === 0) await first;
    await server.kill();
    await server.up();
    expect(await server.ask(answer)).toMatchObject({ status: 200 });
  }
  const status = async () => (await viewExecution(db, { executionId, ownerId })).status;
  await vi.waitFor(async () => expect(await status()).toBe("completed"), {
    timeout: 60_000,
    interval: 100,
  });
  await expectAllCounted(place);
}, 240_000);
