import { describe, expect, test } from "vitest";

import type { Rejection } from "#lib/engine/turn/command.ts";

import { ordersOf, waysOf, statusesOf, timesOf } from "./harness.ts";
import type { PatternRun } from "./pattern-run.ts";

const racers = ["button", "paid", "timer"] as const;

describe.each(waysOf("deferred-choice"))("16 deferred choice, %s", (_, open) => {
  const choose = {
    button: (run: PatternRun) => run.answer("button", { choice: "pay" }),
    paid: (run: PatternRun) => run.send({ type: "signal", name: "paid", data: 5 }),
    timer: async (run: PatternRun): Promise<Rejection | null> => {
      const token = (await run.step("timer")).token ?? "gone";
      return await run.send({ type: "wake", step: "timer", token });
    },
  };

  test("the first wins and the others are withdrawn", async () => {
    const begin = await open();
    for (const [first, second, third] of ordersOf(racers)) {
      const run = await begin();
      const { revision } = await run.state();
      const token = (await run.step("timer")).token ?? "";
      expect(await choose[first!](run)).toBeNull();
      expect(await statusesOf(run, first!, second!, third!)).toEqual([
        "completed",
        "skipped",
        "skipped",
      ]);
      expect(await statusesOf(run, ...racers.map((racer) => `after-${racer}`))).toEqual(
        racers.map((racer) => (racer === first ? "waiting" : "skipped")),
      );
      expect(await run.answer("button", { choice: "pay" }, revision)).toMatchObject({
        code: "conflict",
      });
      expect(await run.send({ type: "wake", step: "timer", token })).toMatchObject({
        code: "late",
      });
      await run.answer(`after-${first}`);
      expect((await run.state()).status).toBe("completed");
    }
  });

  test("of events at the same moment, one counts", async () => {
    const begin = await open();
    for (const order of ordersOf(racers)) {
      const run = await begin();
      const token = (await run.step("timer")).token ?? "";
      const { revision } = await run.state();
      const together = {
        button: () => run.answer("button", { choice: "pay" }, revision),
        paid: () => run.send({ type: "signal", name: "paid", data: 5 }),
        timer: () => run.send({ type: "wake", step: "timer", token }),
      };
      const answers = await Promise.all(order.map((racer) => together[racer]()));
      const won = await statusesOf(run, ...racers);
      expect(won.toSorted()).toEqual(["completed", "skipped", "skipped"]);
      // A signal that no step waits for any more is kept, which is no conflict. The others are rejected as late.
      const late = order.filter((racer, at) => answers[at] !== null && racer !== "paid");
      const lost = racers.filter((racer, at) => won[at] === "skipped" && racer !== "paid");
      expect(late.toSorted()).toEqual(lost.toSorted());
    }
  });
});

describe.each(waysOf("interleaved-routing"))("17 interleaved parallel routing, %s", (_, open) => {
  const tasks = ["a", "b", "c"];
  const allowed = ordersOf(tasks).filter((order) => order.indexOf("a") < order.indexOf("b"));

  test("every order that respects A before B", async () => {
    const begin = await open();
    expect(allowed).toHaveLength(3);
    for (const order of allowed) {
      const run = await begin();
      for (const step of order) {
        const { revision } = await run.state();
        expect(await run.send({ type: "open", step, revision })).toBeNull();
        for (const other of tasks.filter((task) => task !== step)) {
          const now = await run.step(other);
          expect(now.status).not.toBe("waiting");
          const before = { type: "open", step: other, revision: revision + 1 } as const;
          expect(await run.send(before)).toMatchObject({ code: "not_waiting" });
          expect(await run.answer(other)).toMatchObject({ code: "not_waiting" });
        }
        expect(await run.answer(step)).toBeNull();
      }
      expect((await run.state()).status).toBe("completed");
      for (const task of tasks) expect(await timesOf(run, "step.completed", task)).toBe(1);
    }
  });

  test("of two that are taken at the same moment, one is refused", async () => {
    const begin = await open();
    const run = await begin();
    const { revision } = await run.state();
    const taken = await Promise.all(
      ["a", "c"].map((step) => run.send({ type: "open", step, revision })),
    );
    expect(taken.filter((refused) => refused === null)).toHaveLength(1);
    const statuses = await statusesOf(run, "a", "c");
    expect(statuses.toSorted()).toEqual(["ready", "waiting"]);
  });
});
