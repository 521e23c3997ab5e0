import { describe, expect, test } from "vitest";

import { Driver, type StepInput, testPlan } from "#tests/support/engine-driver.ts";

import { historyOf } from "./state/history.ts";
import { workingStateFrom } from "./state/working-state.ts";

type ForEach = NonNullable<StepInput["forEach"]>;

/** A list, a step for each of its items, and a step after it. */
function planOf(forEach: ForEach, each: Partial<StepInput> = {}, after: Partial<StepInput> = {}) {
  return testPlan([
    {
      id: "each",
      uses: "test.job",
      config: { inputs: ["n"] },
      inputs: { n: "item" },
      ...each,
      forEach,
    },
    { id: "after", dependencies: ["each"], ...after },
  ]);
}

const three: ForEach = { in: "[10, 20, 30]" };

/** Folding the log alone, and reloading the rows in the middle, lead to the same state. */
function expectRebuilt(run: Driver): void {
  const replayed = run.replayed();
  expect(replayed.state).toEqual(run.work.state);
  const reloaded = workingStateFrom(run.plan, {
    ...run.work.state,
    steps: [...run.work.state.steps],
  });
  expect(reloaded.active).toBe(run.work.active);
  for (const [index, derived] of run.work.instanceCounts) {
    const { pending: _, next: __, ...counts } = derived;
    expect(reloaded.instanceCounts.get(index)).toMatchObject(counts);
  }
}

describe("instances and everything else", () => {
  test("pausing holds back new ones, and resuming queues those that were queued", () => {
    const run = Driver.started(planOf({ ...three, concurrency: 2 }));
    run.must({ type: "pause" });
    const { token } = run.task("each$0");
    const startJob = { type: "startJob", step: "each$0", token: token ?? "" } as const;
    expect(run.send(startJob)?.code).toBe("paused");
    const before = run.effects.length;
    run.must({ type: "resume" });
    const queued = run.effects.slice(before).map((effect) => "step" in effect && effect.step);
    expect(queued).toEqual(["each$0", "each$1"]);
  });

  test("timers and signals are those of the instance", () => {
    const timers = Driver.started(planOf(three, { uses: "test.timer", config: { ms: 5 } }));
    timers.must({ type: "wake", step: "each$2", token: timers.task("each$2").token ?? "" });
    expect(timers.instances("each")).toEqual(["waiting", "waiting", "completed"]);
    const signals = Driver.started(planOf(three, { uses: "test.signal", config: { name: "go" } }));
    signals.must({ type: "signal", name: "go", data: 1 });
    expect(signals.work.state.status).toBe("completed");
  });

  test("a proposal waits for its own acceptance", () => {
    const run = Driver.started(planOf(three, { uses: "test.draft" }));
    run.finishJob("each$1", { value: 5 });
    expect(run.task("each$1")).toMatchObject({ waitingFor: "proposal", proposal: { value: 5 } });
    run.answer("each$1", 6);
    expect(run.task("each$1")).toMatchObject({ status: "completed", output: { value: 6 } });
  });

  test("a changed answer of one leaves the others as they are, and what follows starts over", () => {
    const open = testPlan([
      {
        id: "each",
        uses: "test.ask",
        config: { inputs: ["n"] },
        inputs: { n: "item" },
        forEach: three,
      },
      { id: "after", uses: "test.approve", dependencies: ["each"] },
      { id: "open", uses: "test.ask" },
    ]);
    const changed = Driver.started(open);
    for (const part of [2, 1, 0]) changed.answer(`each$${part}`, part);
    changed.answer("after");
    const { revision } = changed.work.state;
    const result = { output: { value: 9 } };
    changed.must({ type: "replace", step: "each$1", revision, result });
    expect(changed.step("each")).toMatchObject({
      status: "completed",
      iteration: 2,
      output: { results: [{ value: 0 }, { value: 9 }, { value: 2 }] },
    });
    expect(changed.step("after").status).toBe("waiting");
    expectRebuilt(changed);
  });

  test("a changed list keeps the results of those items that stayed where they were", () => {
    const plan = testPlan([
      { id: "list", uses: "test.ask" },
      {
        id: "each",
        uses: "test.ask",
        config: { inputs: ["n"] },
        inputs: { n: "item" },
        forEach: { in: "steps.list.items" },
        dependencies: ["list"],
      },
      { id: "open", uses: "test.ask" },
    ]);
    const run = Driver.started(plan);
    const give = (items: number[]) => ({ output: { value: 0, items } });
    run.must({ type: "submit", step: "list", revision: 99, result: give([1, 2, 3]) });
    run.answer("each$0", 10);
    run.answer("each$1", 20);
    const { revision } = run.work.state;
    run.must({ type: "replace", step: "list", revision, result: give([1, 5]) });
    expect(run.instances("each")).toEqual(["completed", "waiting"]);
    expect(historyOf(run.step("each")).map(({ parts }) => parts?.size)).toEqual([3]);
    expect(historyOf(run.step("each"))[0]?.parts?.get("2")?.status).toBe("cancelled");
    expectRebuilt(run);
  });

  test("a loop lets those under way end, begins no others, and starts all over", () => {
    const plan = testPlan([
      { id: "go", uses: "test.ask", dependencies: [{ step: "again", on: "x", back: true }] },
      {
        id: "each",
        uses: "test.job",
        dependencies: ["go"],
        forEach: { ...three, concurrency: 1 },
      },
      {
        id: "again",
        uses: "test.ask",
        dependencies: ["go"],
      },
    ]);
    const run = Driver.started(plan);
    run.answer("go");
    run.answer("again", 1, "x");
    expect(run.step("go").iteration).toBe(1);
    run.finishJob("each$0");
    expect(run.step("go").iteration).toBe(2);
    expect(
      [...(historyOf(run.step("each"))[0]?.parts?.values() ?? [])].map((p) => p.status),
    ).toEqual(["completed", "cancelled", "cancelled"]);
    expect(run.step("each")).toMatchObject({ status: "pending", parts: null });
    expectRebuilt(run);
  });

  test("its instances and the other members of its group are never under way together", () => {
    const plan = testPlan([
      { id: "each", uses: "test.job", exclusive: "g", forEach: { ...three, concurrency: 1 } },
      { id: "other", uses: "test.job", exclusive: "g" },
    ]);
    const run = Driver.started(plan);
    for (let left = 4; left > 0; left--) {
      const open = ["other", "each$0", "each$1", "each$2"].filter(
        (address) => run.task(address).status === "ready",
      );
      expect(open).toHaveLength(1);
      expectRebuilt(run);
      run.finishJob(open[0]!);
    }
    expect(run.work.state.status).toBe("completed");
  });

  test("withdrawing it from a race, or cancelling it, reaches its instances", () => {
    const plan = testPlan([
      { id: "each", uses: "test.job", race: "r", forEach: three },
      { id: "rival", uses: "test.ask", race: "r" },
      { id: "loose", uses: "test.job", forEach: { ...three, complete: "none" } },
      { id: "stop", uses: "test.ask", cancels: ["loose"] },
    ]);
    const run = Driver.started(plan);
    run.answer("rival");
    expect(run.step("each").status).toBe("skipped");
    expect(run.instances("each")).toEqual(["cancelled", "cancelled", "cancelled"]);
    run.finishJob("loose$0");
    run.answer("stop");
    expect(run.instances("loose")).toEqual(["completed", "cancelled", "cancelled"]);
    expect(run.work.state.status).toBe("completed");
    expectRebuilt(run);
  });

  test("ten thousand of them cost a turn each, and no more for being many", () => {
    const items = Array.from({ length: 10_000 }, (_, n) => n);
    const plan = testPlan(
      [
        {
          id: "each",
          forEach: { in: "inputs.items" },
          config: { inputs: ["n"] },
          inputs: { n: "item" },
        },
      ],
      {
        inputs: { items: { type: "number" } },
        outputs: { last: "steps.each.results[9999].value" },
      },
    );
    const run = new Driver(plan);
    run.must({ type: "start", inputs: { items } });
    expect(run.work.state.outputs).toEqual({ last: 9_999 });
    expect(run.log).toHaveLength(10_004);
  });
});
