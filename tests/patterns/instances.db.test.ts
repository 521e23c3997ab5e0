import { describe, expect, test } from "vitest";

import { ordersOf, type PatternRun, statusesOf, timesOf, waysOf } from "./harness.ts";

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
