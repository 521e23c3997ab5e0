import { describe, expect, test } from "vitest";

import { ordersOf, statusesOf, waysOf } from "./harness.ts";
import type { PatternRun } from "./pattern-run.ts";

/** What may have been done before the end: nothing, or something at any of the places. */
const acts: Readonly<Record<string, (run: PatternRun) => Promise<unknown>>> = {
  "nothing is done": () => Promise.resolve(),
  "a question of the innermost is answered": async (run) =>
    await (await innermost(run)).answer("form"),
  "an item is done": (run) => run.answer("list$0"),
  "a workflow of the list is done": async (run) =>
    await (await run.child("people$0")).answer("form"),
};

async function innermost(run: PatternRun): Promise<PatternRun> {
  return await (await run.child("deep")).child("inner");
}

/** A run and all its child runs, at any depth. */
async function family(run: PatternRun): Promise<PatternRun[]> {
  const children = await run.children();
  const grandchildren = await Promise.all(children.map(family));
  return [...children, ...grandchildren.flat()];
}

/** What people and workers still hold of cancelled runs. Each is refused then, and changes nothing. */
async function heldIn(run: PatternRun) {
  const middle = await run.child("deep");
  const inner = await innermost(run);
  const job = (await inner.step("job")).token ?? "";
  const timer = (await inner.step("timer")).token ?? "";
  expect(await inner.send({ type: "startJob", step: "job", token: job })).toBeNull();
  const person = await run.child("people$1");
  const result = { output: {} };
  const late = {
    deep: [
      () => inner.answer("form"),
      () => inner.send({ type: "completeJob", step: "job", token: job, result }),
      () => inner.send({ type: "wake", step: "timer", token: timer }),
      () => middle.answer("after-inner"),
    ],
    list: [() => run.answer("list$1")],
    people: [() => person.answer("form")],
  };
  return late;
}

const parts = ["deep", "list", "people"] as const;
type Part = (typeof parts)[number];

/** The state of each of them after it was withdrawn. Nothing in it is open, and nothing starts any more. */
async function expectWithdrawn(run: PatternRun, part: Part): Promise<void> {
  expect((await run.step(part)).status).toBe("cancelled");
  const { parts: instances } = await run.step(part);
  for (const { status, token, waitingFor } of instances?.values() ?? []) {
    expect(["cancelled", "completed"]).toContain(status);
    expect([token, waitingFor]).toEqual([null, null]);
  }
}

async function cancelStep(run: PatternRun, step: string): Promise<void> {
  const { revision } = await run.state();
  expect(await run.send({ type: "cancelStep", step, revision, reason: "Not wanted" })).toBeNull();
}

/** All runs that did not end by themselves are cancelled, and so is everything that was open in them. */
async function expectAllEnded(runs: readonly PatternRun[]): Promise<void> {
  const states = await Promise.all(runs.map((run) => run.state()));
  for (const { status, steps } of states) {
    expect(["cancelled", "completed"]).toContain(status);
    const open = steps.filter((step) => ["ready", "running", "waiting"].includes(step.status));
    expect(open).toEqual([]);
  }
}

/** Compensates the first step. The run ends only when that is done. */
async function compensateSent(run: PatternRun): Promise<void> {
  expect((await run.state()).ending).toMatchObject({ as: "cancelled" });
  expect(await statusesOf(run, "sent$undo")).toEqual(["waiting"]);
  expect(await run.answer("sent$undo", { confirmed: true })).toBeNull();
  expect(await statusesOf(run, "sent$undo")).toEqual(["completed"]);
}

async function refusedAll(late: readonly (() => Promise<unknown>)[], runs: readonly PatternRun[]) {
  const revisions = async () =>
    await Promise.all(runs.map(async (run) => (await run.state()).revision));
  const before = await revisions();
  for (const send of late) expect(await send()).not.toBeNull();
  expect(await revisions()).toEqual(before);
}

describe.each(waysOf("cancel-everywhere"))("19 cancel task everywhere, %s", (_, open) => {
  test.each(Object.keys(acts))(
    "one after the other, in every order, when %s before",
    async (act) => {
      const begin = await open();
      for (const order of ordersOf(parts)) {
        const run = await begin();
        await acts[act]!(run);
        const late = await heldIn(run);
        for (const [at, part] of order.entries()) {
          await cancelStep(run, part);
          await expectWithdrawn(run, part);
          await refusedAll(late[part], [run, ...(await family(run))]);
          const others = await statusesOf(run, ...order.slice(at + 1));
          expect(others).toEqual(others.map(() => "running"));
        }
        await expectAllEnded(await family(run));
        expect(await statusesOf(run, "after", "other")).toEqual(["skipped", "waiting"]);
        for (const step of ["sent", "other", "stop"]) await run.answer(step);
        expect((await run.state()).status).toBe("completed");
      }
    },
  );

  test.each(Object.keys(acts))(
    "all at once by a step that completes, when %s before",
    async (act) => {
      const begin = await open();
      const run = await begin();
      await acts[act]!(run);
      const late = await heldIn(run);
      await run.answer("stop");
      expect((await run.state()).status).toBe("running");
      for (const part of parts) await expectWithdrawn(run, part);
      await expectAllEnded(await family(run));
      await refusedAll(Object.values(late).flat(), [run, ...(await family(run))]);
    },
  );
});

describe.each(waysOf("cancel-everywhere"))("20 cancel case everywhere, %s", (_, open) => {
  test.each(Object.keys(acts))(
    "everything ends, and completed steps are compensated, when %s",
    async (act) => {
      const begin = await open();
      for (const sent of ["before", "after", "never"]) {
        const run = await begin();
        if (sent === "before") await run.answer("sent");
        await acts[act]!(run);
        if (sent === "after") await run.answer("sent");
        const late = await heldIn(run);
        expect(await run.send({ type: "cancel", reason: "The house was sold" })).toBeNull();
        for (const part of parts) await expectWithdrawn(run, part);
        await expectAllEnded(await family(run));
        await refusedAll(Object.values(late).flat(), [run, ...(await family(run))]);
        expect(await statusesOf(run, "after", "other")).toEqual(["pending", "cancelled"]);
        if (sent !== "never") await compensateSent(run);
        expect((await run.state()).status).toBe("cancelled");
        const { type } = (await run.log()).at(-1)!;
        expect(type).toBe("execution.cancelled");
      }
    },
  );

  test("a second cancellation stops the compensation", async () => {
    const begin = await open();
    const run = await begin();
    await run.answer("sent");
    expect(await run.send({ type: "cancel" })).toBeNull();
    expect((await run.state()).status).toBe("running");
    expect(await run.send({ type: "cancel" })).toBeNull();
    expect((await run.state()).status).toBe("cancelled");
    expect(await statusesOf(run, "sent$undo")).toEqual(["cancelled"]);
  });
});
