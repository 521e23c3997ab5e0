import { describe, expect, test } from "vitest";

import { ordersOf, waysOf, statusesOf } from "./harness.ts";
import type { PatternRun } from "./pattern-run.ts";

async function cancel(run: PatternRun, step: string): Promise<void> {
  const { revision } = await run.state();
  expect(await run.send({ type: "cancelStep", step, revision, reason: "Not wanted" })).toBeNull();
}

/** What a person, a timer and a worker still hold of a run that may have ended when they come back. */
async function held(run: PatternRun) {
  const { revision } = await run.state();
  const timer = (await run.step("timer")).token ?? "";
  const job = (await run.step("job")).token ?? "";
  expect(await run.send({ type: "startJob", step: "job", token: job })).toBeNull();
  const late = {
    form: () => run.answer("form", { note: "late" }, revision),
    timer: () => run.send({ type: "wake", step: "timer", token: timer }),
    job: () => run.send({ type: "completeJob", step: "job", token: job, result: { output: {} } }),
  };
  return late;
}

describe.each(waysOf("implicit-termination"))("11 implicit termination, %s", (_, open) => {
  const pairs = ["a after-a", "b after-b", "apart"];

  test("the run ends with its last open branch", async () => {
    const begin = await open();
    for (const order of ordersOf(pairs)) {
      const run = await begin();
      for (const step of order.flatMap((pair) => pair.split(" "))) {
        expect((await run.state()).status).toBe("running");
        await run.answer(step);
      }
      expect(await statusesOf(run, "both")).toEqual(["waiting"]);
      await run.answer("both");
      expect((await run.state()).status).toBe("completed");
    }
  });

  test("a join that can no longer hold is no completion", async () => {
    const begin = await open();
    const run = await begin();
    for (const step of ["a", "after-a", "apart", "b"]) await run.answer(step);
    await cancel(run, "after-b");
    expect(await statusesOf(run, "both")).toEqual(["failed"]);
    expect(await run.state()).toMatchObject({
      status: "failed",
      error: { code: "starved_join" },
    });
  });
});

describe.each(waysOf("cancel-task"))("19 cancel task, %s", (_, open) => {
  const tasks = ["form", "job", "timer"] as const;

  test("a withdrawn task takes its successors along, and nothing else", async () => {
    const begin = await open();
    for (const task of tasks) {
      const run = await begin();
      const late = await held(run);
      await cancel(run, task);
      expect(await statusesOf(run, task, `after-${task}`)).toEqual(["cancelled", "skipped"]);
      expect(await run.step(task)).toMatchObject({ token: null, waitingFor: null, dueAt: null });
      const { revision } = await run.state();
      expect(await late[task]()).not.toBeNull();
      expect((await run.state()).revision).toBe(revision);
      for (const other of tasks.filter((one) => one !== task)) {
        expect(["waiting", "running"]).toContain((await run.step(other)).status);
        expect(await late[other]()).toBeNull();
        await run.answer(`after-${other}`);
      }
      await run.answer("other");
      await run.answer("after-other");
      await run.answer("stop", { choice: "none" });
      expect((await run.state()).status).toBe("completed");
    }
  });

  test("a step withdraws a whole region", async () => {
    const begin = await open();
    for (const done of [...tasks, null]) {
      const run = await begin();
      const late = await held(run);
      if (done) await late[done]();
      await run.answer("stop", { choice: "all" });
      for (const task of tasks) {
        expect(await statusesOf(run, task, `after-${task}`)).toEqual(
          task === done ? ["completed", "waiting"] : ["cancelled", "skipped"],
        );
      }
      for (const task of tasks.filter((one) => one !== done)) {
        expect(await late[task]()).not.toBeNull();
      }
      if (done) await run.answer(`after-${done}`);
      await run.answer("other");
      await run.answer("after-other");
      expect((await run.state()).status).toBe("completed");
    }
  });
});

describe.each(waysOf("cancel-case"))("20 cancel case, %s", (_, open) => {
  test("everything open ends, and late results change nothing", async () => {
    const begin = await open();
    const run = await begin();
    const late = await held(run);
    expect(await run.send({ type: "cancel", reason: "The house was sold" })).toBeNull();
    expect((await run.state()).status).toBe("cancelled");
    expect(await statusesOf(run, "form", "after-form", "job", "timer", "signal")).toEqual([
      "cancelled",
      "pending",
      "cancelled",
      "cancelled",
      "cancelled",
    ]);
    const { revision } = await run.state();
    for (const send of Object.values(late)) expect(await send()).toMatchObject({ code: "ended" });
    expect(await run.send({ type: "signal", name: "paid", data: 1 })).toMatchObject({
      code: "ended",
    });
    expect((await run.state()).revision).toBe(revision);
    expect((await run.log()).at(-1)).toMatchObject({
      type: "execution.cancelled",
      reason: "The house was sold",
      actor: { kind: "person" },
    });
  });
});
