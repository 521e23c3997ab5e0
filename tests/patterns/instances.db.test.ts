import { describe, expect, test } from "vitest";

import { ordersOf, statusesOf, timesOf, waysOf } from "./harness.ts";
import type { PatternRun } from "./pattern-run.ts";

async function notesOf(run: PatternRun): Promise<unknown> {
  const { output } = await run.step("collect");
  return output?.["notes"];
}

describe.each(waysOf("unsynchronized-instances"))(
  "12 multiple instances without synchronization, %s",
  (_, open) => {
    test("what follows begins before any ends, and the run ends with the last of them", async () => {
      const begin = await open();
      for (const order of ordersOf(["spawn$0", "spawn$1", "spawn$2", "after"])) {
        const run = await begin();
        expect(await statusesOf(run, "spawn", "after", ...order)).toEqual([
          "completed",
          ...Array.from({ length: 5 }, () => "waiting"),
        ]);
        for (const [at, address] of order.entries()) {
          expect((await run.state()).status).toBe("running");
          expect(await run.answer(address)).toBeNull();
          expect(await timesOf(run, "step.completed", address)).toBe(1);
          expect(await statusesOf(run, ...order.slice(at + 1))).not.toContain("completed");
        }
        expect((await run.state()).status).toBe("completed");
      }
    }, 180_000);
  },
);

describe.each(waysOf("design-time-instances"))(
  "13 multiple instances, count written in the definition, %s",
  (_, open) => {
    test("all are open together, and what follows begins after the last, with results in order", async () => {
      const begin = await open();
      for (const order of ordersOf(["review$0", "review$1", "review$2"])) {
        const run = await begin();
        expect(await statusesOf(run, ...order)).toEqual(["waiting", "waiting", "waiting"]);
        for (const address of order) {
          expect(await statusesOf(run, "collect")).toEqual(["pending"]);
          expect(await run.answer(address)).toBeNull();
        }
        expect(await notesOf(run)).toEqual(["review$0", "review$1", "review$2"]);
        expect(await timesOf(run, "step.completed", "collect")).toBe(1);
        expect((await run.state()).status).toBe("completed");
      }
    }, 180_000);
  },
);

describe.each(waysOf("run-time-instances"))(
  "14 multiple instances, count known when they begin, %s",
  (_, open) => {
    test.each([0, 1, 4])("of %i items there are as many", async (count) => {
      const begin = await open();
      const run = await begin();
      const items = Array.from({ length: count }, (__, n) => n);
      await run.send({ type: "signal", name: "list", data: { items } });
      expect((await run.step("review")).parts?.size).toBe(count);
      for (const n of items.toReversed()) expect(await run.answer(`review$${n}`)).toBeNull();
      expect(await notesOf(run)).toEqual(items.map((n) => `review$${n}`));
      expect((await run.state()).status).toBe("completed");
    });

    test("what the list becomes later does not count", async () => {
      const begin = await open();
      const run = await begin();
      await run.send({ type: "signal", name: "list", data: { items: [1, 2] } });
      await run.answer("review$0");
      await run.send({ type: "signal", name: "list", data: { items: [1, 2, 3] } });
      expect((await run.step("review")).parts?.size).toBe(2);
      await run.answer("review$1");
      expect((await run.step("collect")).output).toMatchObject({ items: 2 });
      expect((await run.state()).status).toBe("completed");
    });
  },
);

describe.each(waysOf("multi-merge"))("8 multi-merge, %s", (_, open) => {
  test("each branch that arrives gives one more, at once, with what that branch brought", async () => {
    const begin = await open();
    const branches = ["left", "right", "middle"];
    for (const order of ordersOf(branches)) {
      const run = await begin();
      expect(await statusesOf(run, "told", "merged")).toEqual(["pending", "pending"]);
      for (const [at, branch] of order.entries()) {
        await run.answer(branch);
        expect((await run.step("merged")).parts?.size).toBe(at + 1);
        const instance = `merged$${branches.indexOf(branch)}`;
        expect(await run.task(instance)).toMatchObject({ status: "waiting" });
        // Every other one is done while branches are still to come, the rest after the last.
        if (at % 2 === 0) await run.answer(instance);
      }
      expect(await statusesOf(run, "told", "merged", "collect")).toEqual([
        "completed",
        "running",
        "pending",
      ]);
      await run.answer(`merged$${branches.indexOf(order[1]!)}`);
      expect((await run.step("collect")).output).toEqual({
        said: branches,
        notes: ["merged$0", "merged$1", "merged$2"],
      });
      expect((await run.state()).status).toBe("completed");
    }
  }, 180_000);

  test("a branch that does not arrive gives none", async () => {
    const begin = await open();
    const run = await begin();
    const { revision } = await run.state();
    await run.send({ type: "cancelStep", step: "right", revision, reason: "not needed" });
    for (const branch of ["middle", "left"]) await run.answer(branch);
    for (const instance of ["merged$0", "merged$2"]) await run.answer(instance);
    expect((await run.step("collect")).output).toMatchObject({ said: ["left", "middle"] });
  });
});

describe.each(waysOf("open-instances"))(
  "15 multiple instances, count not known beforehand, %s",
  (_, open) => {
    const add = async (run: PatternRun, item: string, revision?: number) => {
      const based = revision ?? (await run.state()).revision;
      return await run.send({ type: "addInstance", step: "review", revision: based, item });
    };
    const close = async (run: PatternRun) => {
      const { revision } = await run.state();
      return await run.send({ type: "closeInstances", step: "review", revision });
    };

    test("more are added while they run, and what follows begins after all, once they are all", async () => {
      const begin = await open();
      for (const order of ordersOf(["review$0", "review$1", "close"])) {
        const run = await begin();
        expect(await add(run, "second")).toBeNull();
        expect(await run.task("review$1")).toMatchObject({ item: "second", status: "waiting" });
        for (const [at, act] of order.entries()) {
          expect(await (act === "close" ? close(run) : run.answer(act))).toBeNull();
          const over = at === order.length - 1;
          expect(await statusesOf(run, "review")).toEqual([over ? "completed" : "running"]);
        }
        expect(await notesOf(run)).toEqual(["review$0", "review$1"]);
        expect((await run.state()).status).toBe("completed");
      }
    }, 180_000);

    test("adding is refused once they are all, and on an old view of the list", async () => {
      const begin = await open();
      const run = await begin();
      const { revision } = await run.state();
      expect(await add(run, "second", revision)).toBeNull();
      expect((await add(run, "again", revision))?.code).toBe("conflict");
      expect(await close(run)).toBeNull();
      expect((await add(run, "third"))?.code).toBe("not_waiting");
      expect((await close(run))?.code).toBe("not_waiting");
      expect((await run.step("review")).parts?.size).toBe(2);
    });
  },
);
