import { describe, expect, test } from "vitest";

import { historyOf } from "#lib/engine/state/history.ts";

import { ordersOf, waysOf, statusesOf, timesOf } from "./harness.ts";
import type { PatternRun } from "./pattern-run.ts";

const branches = ["a", "b", "c"];
const subsets = Array.from({ length: 8 }, (_, bits) =>
  branches.filter((__, at) => (bits >> at) & 1),
);

async function choose(run: PatternRun, chosen: readonly string[]): Promise<void> {
  const which = Object.fromEntries(branches.map((branch) => [branch, chosen.includes(branch)]));
  expect(await run.answer("which", which)).toBeNull();
}

describe.each(waysOf("multi-choice"))("6 multi-choice, %s", (_, open) => {
  test("exactly the chosen branches begin, or the default", async () => {
    const begin = await open();
    for (const chosen of subsets) {
      const run = await begin();
      await choose(run, chosen);
      const started = chosen.length > 0 ? chosen : ["none"];
      const state = await run.state();
      for (const step of [...branches, "none"]) {
        expect(await statusesOf(run, step)).toEqual([
          started.includes(step) ? "waiting" : "skipped",
        ]);
      }
      expect(state.status).toBe("running");
      for (const step of started) await run.answer(step);
      expect((await run.state()).status).toBe("completed");
    }
  });
});

describe.each(waysOf("synchronizing-merge"))("7 structured synchronizing merge, %s", (_, open) => {
  test("it waits for the chosen branches, in every order", async () => {
    const begin = await open();
    for (const chosen of subsets) {
      for (const order of ordersOf(chosen.length > 0 ? chosen : ["none"])) {
        const run = await begin();
        await choose(run, chosen);
        for (const step of order) {
          expect(await statusesOf(run, "d")).toEqual(["pending"]);
          // Inside its branch, C may lead on or skip the rest of it.
          await run.answer(step, { note: "enough" });
        }
        expect(await statusesOf(run, "inner", "d")).toEqual(["skipped", "waiting"]);
        await run.answer("d");
        expect(await timesOf(run, "step.opened", "d")).toBe(1);
        expect((await run.state()).status).toBe("completed");
      }
    }
  });

  test("it waits for what a branch leads on to", async () => {
    const begin = await open();
    const run = await begin();
    await choose(run, ["b", "c"]);
    await run.answer("c", { note: "more" });
    await run.answer("b");
    expect(await statusesOf(run, "inner", "d")).toEqual(["waiting", "pending"]);
    await run.answer("inner");
    expect(await statusesOf(run, "d")).toEqual(["waiting"]);
  });
});

describe.each(waysOf("discriminator"))("9 structured discriminator, %s", (_, open) => {
  test("it fires on the first of every iteration, and absorbs the rest", async () => {
    const begin = await open();
    for (const order of ordersOf(branches)) {
      const run = await begin();
      for (const [iteration, choice] of ["again", "done"].entries()) {
        await run.answer("begin");
        const [first, second, third] = iteration === 0 ? order : order.toReversed();
        await run.answer(first!);
        expect(await statusesOf(run, "first", "second", "more")).toEqual([
          "completed",
          "pending",
          "waiting",
        ]);
        await run.answer("more", { choice });
        expect((await run.state()).status).toBe("running");
        // The iteration ends when the last of its branches has.
        expect((await run.step("begin")).iteration).toBe(iteration + 1);
        await run.answer(second!);
        await run.answer(third!);
      }
      expect((await run.state()).status).toBe("completed");
      expect(await timesOf(run, "step.completed", "first")).toBe(2);
      for (const branch of branches) {
        expect(await timesOf(run, "step.completed", branch)).toBe(2);
        expect(historyOf(await run.step(branch))).toMatchObject([
          { status: "completed", output: { answers: { note: branch } } },
        ]);
      }
    }
  });

  test("two of three lead on, in every order", async () => {
    const begin = await open();
    for (const [first, second, third] of ordersOf(branches)) {
      const run = await begin();
      await run.answer("begin");
      await run.answer(first!);
      expect(await statusesOf(run, "second")).toEqual(["pending"]);
      await run.answer(second!);
      expect(await statusesOf(run, "second")).toEqual(["completed"]);
      await run.answer(third!);
      await run.answer("more", { choice: "done" });
      expect(await timesOf(run, "step.completed", "second")).toBe(1);
      expect((await run.state()).status).toBe("completed");
    }
  });
});
