import { describe, expect, test } from "vitest";

import { ordersOf, waysOf, statusesOf, timesOf } from "./harness.ts";

describe.each(waysOf("sequence"))("1 sequence, %s", (_, open) => {
  test("each step begins once, when the one before has completed", async () => {
    const begin = await open();
    const run = await begin();
    expect(await statusesOf(run, "go", "check", "after")).toEqual([
      "waiting",
      "pending",
      "pending",
    ]);
    expect(await run.send({ type: "signal", name: "go", data: { n: 1 } })).toBeNull();
    expect(await statusesOf(run, "go", "check", "after")).toEqual([
      "completed",
      "completed",
      "waiting",
    ]);
    await run.answer("after");
    expect((await run.state()).status).toBe("completed");
    expect(await timesOf(run, "step.opened", "after")).toBe(1);
  });

  test("nothing begins after a failure", async () => {
    const begin = await open();
    const run = await begin();
    await run.send({ type: "signal", name: "go", data: { n: -1 } });
    expect(await statusesOf(run, "check", "after")).toEqual(["failed", "pending"]);
    expect(await run.state()).toMatchObject({ status: "failed", error: { code: "check_failed" } });
  });

  test("nothing begins during a pause, and all goes on after it", async () => {
    const begin = await open();
    const run = await begin();
    await run.send({ type: "pause" });
    expect(await run.send({ type: "signal", name: "go", data: { n: 1 } })).toBeNull();
    expect(await statusesOf(run, "go", "check", "after")).toEqual([
      "completed",
      "pending",
      "pending",
    ]);
    await run.send({ type: "resume" });
    expect(await statusesOf(run, "check", "after")).toEqual(["completed", "waiting"]);
  });
});

describe.each(waysOf("parallel-split"))("2 parallel split, %s", (_, open) => {
  test("both branches open at once, and end in any order", async () => {
    const begin = await open();
    for (const order of ordersOf(["b", "c"])) {
      const run = await begin();
      await run.answer("a");
      const opened = (await run.log()).filter((event) => event.type === "step.opened").slice(1);
      expect(opened.map(({ step }) => step)).toEqual(["b", "c"]);
      expect(opened[1]!.seq - opened[0]!.seq).toBe(1);
      for (const step of order) expect(await run.answer(step)).toBeNull();
      expect((await run.state()).status).toBe("completed");
    }
  });
});

describe.each(waysOf("synchronization"))("3 synchronization, %s", (_, open) => {
  test("the join opens once, on the later branch", async () => {
    const begin = await open();
    for (const [first, second] of ordersOf(["b", "c"])) {
      const run = await begin();
      await run.answer("a");
      const { revision } = await run.state();
      await run.answer(first!);
      expect(await run.answer(first!, { note: "again" }, revision)).toMatchObject({
        code: "conflict",
      });
      expect(await run.answer(first!)).toMatchObject({ code: "not_waiting" });
      expect(await statusesOf(run, "d")).toEqual(["pending"]);
      await run.answer(second!);
      expect(await statusesOf(run, "d")).toEqual(["waiting"]);
      await run.answer("d");
      expect(await timesOf(run, "step.opened", "d")).toBe(1);
      expect((await run.state()).status).toBe("completed");
    }
  });
});

describe.each(waysOf("exclusive-choice"))("4 exclusive choice, %s", (_, open) => {
  const ways = [
    [5, "small"],
    [500, "medium"],
    [5_000, "large"],
  ] as const;

  test("the first rule that holds wins; losers never begin", async () => {
    const begin = await open();
    for (const [amount, chosen] of ways) {
      const run = await begin();
      await run.answer("ask", { amount });
      for (const [, way] of ways) {
        expect(await statusesOf(run, way)).toEqual([way === chosen ? "waiting" : "skipped"]);
        expect(await timesOf(run, "step.opened", way)).toBe(Number(way === chosen));
      }
      expect(await statusesOf(run, "allow", "incident")).toEqual(["completed", "skipped"]);
      await run.answer(chosen);
      expect((await run.state()).status).toBe("completed");
    }
  });

  test("no rule and no default is an incident for a person", async () => {
    const begin = await open();
    const run = await begin();
    await run.answer("ask", { amount: 9_500 });
    expect(await statusesOf(run, "limit", "allow", "incident")).toEqual([
      "failed",
      "skipped",
      "waiting",
    ]);
    await run.answer("large");
    await run.answer("incident");
    expect((await run.state()).status).toBe("completed");
  });
});

describe.each(waysOf("simple-merge"))("5 simple merge, %s", (_, open) => {
  test("the merge begins at once, and once", async () => {
    const begin = await open();
    for (const [choice, other] of ordersOf(["left", "right"])) {
      const run = await begin();
      await run.answer("choose", { choice: choice! });
      expect(await statusesOf(run, choice!, other!, "d")).toEqual([
        "waiting",
        "skipped",
        "pending",
      ]);
      await run.answer(choice!);
      expect(await statusesOf(run, "d")).toEqual(["waiting"]);
      await run.answer("d");
      expect(await timesOf(run, "step.opened", "d")).toBe(1);
      expect((await run.state()).status).toBe("completed");
    }
  });
});
