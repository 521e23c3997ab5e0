import { describe, expect, test } from "vitest";

import { historyOf } from "#lib/engine/state/history.ts";

import { waysOf, timesOf } from "./harness.ts";
import type { PatternRun } from "./pattern-run.ts";

/** Decides one after the other: `a go` answers step a with go. */
async function walk(run: PatternRun, ...decisions: string[]): Promise<void> {
  for (const decision of decisions) {
    const [step, choice] = decision.split(" ");
    expect(await run.answer(step!, { choice: choice! })).toBeNull();
  }
}

const ways: [string[], "from-a" | "from-b", { a: number; b: number }][] = [
  [["enter first", "a leave"], "from-a", { a: 1, b: 0 }],
  [["enter first", "a go", "b leave"], "from-b", { a: 1, b: 1 }],
  [["enter second", "b leave"], "from-b", { a: 0, b: 1 }],
  [["enter second", "b return", "a leave"], "from-a", { a: 1, b: 1 }],
  [["enter second", "b return", "a go", "b leave"], "from-b", { a: 1, b: 2 }],
  [["enter first", "a go", "b return", "a go", "b return", "a leave"], "from-a", { a: 3, b: 2 }],
];

describe.each(waysOf("arbitrary-cycles"))("10 arbitrary cycles, %s", (_, open) => {
  test("every entry and exit is used as the answers say", async () => {
    const begin = await open();
    for (const [decisions, out, counts] of ways) {
      const run = await begin();
      await walk(run, ...decisions);
      expect((await run.step(out)).status).toBe("waiting");
      await run.answer(out);
      expect((await run.state()).status).toBe("completed");
      for (const step of ["a", "b"] as const) {
        expect(await timesOf(run, "step.completed", step)).toBe(counts[step]);
      }
    }
  });

  test("each iteration keeps its own outputs", async () => {
    const begin = await open();
    const run = await begin();
    await walk(run, "enter first", "a go", "b return", "a leave");
    const a = await run.step("a");
    expect([a.iteration, a.outcome]).toEqual([2, "leave"]);
    expect(historyOf(a)).toMatchObject([{ iteration: 1, output: { decision: { outcome: "go" } } }]);
    expect(historyOf(await run.step("b"))).toMatchObject([
      { iteration: 1, output: { decision: { outcome: "return" } } },
    ]);
  });

  test("a runaway ends at its bound, and says so", async () => {
    const begin = await open();
    const run = await begin();
    await walk(run, "enter first", "a go", "b return", "a go", "b return", "a go", "b return");
    expect(await run.state()).toMatchObject({
      status: "failed",
      error: { code: "loop_limit", message: expect.stringContaining("3 times") },
    });
  });
});
