import { describe, expect, test } from "vitest";

import { statusesOf, timesOf, waysOf } from "./harness.ts";

describe.each(waysOf("milestone"))("18 milestone, %s", (_, open) => {
  test("it is refused before it opens, may be done again and again, and is withdrawn when it closes", async () => {
    const begin = await open();
    for (const times of [0, 1, 3]) {
      const run = await begin();
      expect(await statusesOf(run, "remark")).toEqual(["pending"]);
      expect(await run.answer("remark")).toMatchObject({ code: "not_waiting" });
      await run.answer("offer");
      for (let n = 0; n < times; n++) {
        expect(await run.answer("remark", { note: `remark ${n}` })).toBeNull();
        expect(await statusesOf(run, "remark", "talk")).toEqual(["waiting", "waiting"]);
      }
      const { revision } = await run.state();
      await run.answer("talk");
      // The step that closes the window starts, so the question ends at the same moment.
      expect(await statusesOf(run, "contract", "remark")).toEqual([
        "waiting",
        times === 0 ? "skipped" : "completed",
      ]);
      const { output } = await run.step("remark");
      const results = Array.from({ length: times }, (__, n) => ({
        answers: { note: `remark ${n}` },
      }));
      expect(output?.["results"] ?? []).toMatchObject(results);
      expect(await run.answer("remark", { note: "late" }, revision)).not.toBeNull();
      await run.answer("contract");
      expect(await run.state()).toMatchObject({
        status: "completed",
        outputs: { remarks: times },
      });
      expect(await timesOf(run, "step.added", "remark")).toBe(times);
    }
  });

  test("two answers from one page count once", async () => {
    const begin = await open();
    const run = await begin();
    await run.answer("offer");
    const { revision } = await run.state();
    expect(await run.answer("remark", { note: "one" }, revision)).toBeNull();
    expect(await run.answer("remark", { note: "two" }, revision)).toMatchObject({
      code: "conflict",
    });
    expect(await timesOf(run, "step.added", "remark")).toBe(1);
  });

  test("an open one keeps no run from ending, whether it was done or not", async () => {
    const begin = await open();
    for (const done of [true, false]) {
      const run = await begin();
      await run.answer("offer");
      if (done) await run.answer("remark", { note: "once" });
      const { revision } = await run.state();
      const cancel = { type: "cancelStep", step: "talk", revision, reason: "Not wanted" } as const;
      expect(await run.send(cancel)).toBeNull();
      expect(await statusesOf(run, "contract", "remark")).toEqual([
        "skipped",
        done ? "completed" : "skipped",
      ]);
      expect((await run.state()).status).toBe("completed");
    }
  });
});
