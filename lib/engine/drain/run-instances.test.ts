import { describe, expect, test } from "vitest";

import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { simulate } from "#lib/engine/simulate/simulate.ts";
import { workingStateFrom } from "#lib/engine/state/working-state.ts";
import type { Json } from "#lib/engine/value/json.ts";
import { Driver, type StepInput, testPlan } from "#tests/support/engine-driver.ts";
import { testCatalog } from "#tests/support/test-catalog.ts";

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

describe("a step for each item of a list", () => {
  test("runs once per item, and gives its results in their order", () => {
    const run = Driver.started(planOf(three));
    expect(run.instances("each")).toEqual(["ready", "ready", "ready"]);
    expect(run.task("each$1").input).toEqual({ n: 20 });
    expectRebuilt(run);
    run.finishJob("each$2", { value: 3 });
    run.finishJob("each$0", { value: 1 });
    expect(run.statuses()).toEqual(["running", "pending"]);
    run.finishJob("each$1", { value: 2 });
    expect(run.step("each").output).toEqual({
      results: [{ value: 1 }, { value: 2 }, { value: 3 }],
      failures: [],
    });
    expect(run.work.state.status).toBe("completed");
    expectRebuilt(run);
  });

  test("inline, it is done in one go, and in batches where there is a bound", () => {
    const plan = planOf({ in: "[1, 2, 3, 4, 5]" }, { uses: "test.add" });
    const run = Driver.started(plan);
    expect(run.work.state.status).toBe("completed");
    const slow = new Driver(plan);
    slow.batch = 2;
    slow.must({ type: "start", inputs: {} });
    for (let turn = 0; slow.work.state.status === "running"; turn++) {
      expect(turn).toBeLessThan(10);
      expectRebuilt(slow);
      slow.must({ type: "continue" });
    }
    expect(slow.step("each").output).toEqual(run.step("each").output);
  });

  test("an empty list completes at once", () => {
    const run = Driver.started(planOf({ in: "[]" }));
    expect(run.step("each").output).toEqual({ results: [], failures: [] });
    expect(run.work.state.status).toBe("completed");
  });

  test("what is no list fails the step", () => {
    const run = Driver.started(planOf({ in: "'text'" }));
    expect(run.work.state.error).toMatchObject({ code: "expression_failed" });
  });

  test("more items than there may be fail the step", () => {
    const plan = testPlan([{ id: "each", forEach: { in: "inputs.many" } }], {
      inputs: { many: { type: "number" } },
    });
    const run = new Driver(plan);
    run.must({ type: "start", inputs: { many: Array.from({ length: 10_001 }, () => 1) } });
    expect(run.work.state.error?.message).toContain("10000 at most");
  });

  test("its condition is asked of the step, or of each instance where it reads the item", () => {
    const skipped = Driver.started(planOf(three, { when: "false" }));
    expect(skipped.statuses()).toEqual(["skipped", "skipped"]);
    const some = Driver.started(planOf(three, { when: "item > 10 && index < 2" }));
    expect(some.instances("each")).toEqual(["skipped", "ready", "skipped"]);
    some.finishJob("each$1", { value: 2 });
    expect(some.step("each").output).toEqual({ results: [{ value: 2 }], failures: [] });
  });

  test("its rules check each result, with the item at hand", () => {
    const check = "output.value > item";
    const rules = { validationRules: { big: { check, message: "Too small." } } };
    const run = Driver.started(planOf(three, { uses: "test.ask", ...rules }));
    const { revision } = run.task("each$1");
    const submit = { type: "submit", step: "each$1", revision } as const;
    expect(run.send({ ...submit, result: { output: { value: 20 } } })).toMatchObject({
      code: "refused",
      message: "Too small.",
    });
    run.must({ ...submit, result: { output: { value: 21 } } });
    expect(run.instances("each")).toEqual(["waiting", "completed", "waiting"]);
  });

  test("no more are under way at once than may be", () => {
    const run = Driver.started(planOf({ ...three, concurrency: 1 }));
    expect(run.instances("each")).toEqual(["ready", "pending", "pending"]);
    expectRebuilt(run);
    run.finishJob("each$0");
    expect(run.instances("each")).toEqual(["completed", "ready", "pending"]);
    run.must({ type: "cancelStep", step: "each$2", revision: 99, reason: "not this one" });
    run.finishJob("each$1");
    expect(run.step("each").output).toMatchObject({ results: [{ value: 1 }, { value: 1 }] });
  });

  test("an answer counts for its own instance, and another one for the same is late", () => {
    const run = Driver.started(planOf(three, { uses: "test.ask" }));
    const { revision } = run.work.state;
    const result = { output: { value: 7 } };
    run.must({ type: "submit", step: "each$1", revision, result });
    run.must({ type: "submit", step: "each$0", revision, result });
    expect(run.send({ type: "submit", step: "each$1", revision, result })?.code).toBe("conflict");
    expect(run.send({ type: "submit", step: "each$3", revision, result })?.code).toBe(
      "unknown_step",
    );
    expect(run.send({ type: "submit", step: "each", revision: 99, result })?.code).toBe(
      "not_waiting",
    );
  });

  test("it completes with the n-th, and the others are cancelled", () => {
    const run = Driver.started(planOf({ ...three, complete: { count: 2 } }));
    const { token } = run.task("each$1");
    run.finishJob("each$2", { value: 3 });
    run.finishJob("each$0", { value: 1 });
    expect(run.instances("each")).toEqual(["completed", "cancelled", "completed"]);
    expect(run.step("each").output).toMatchObject({ results: [{ value: 1 }, { value: 3 }] });
    const late = { type: "completeJob", step: "each$1", token: token ?? "" } as const;
    expect(run.send({ ...late, result: { output: {} } })?.code).toBe("ended");
    expectRebuilt(run);
  });

  test("where too few can complete, it fails", () => {
    const collect = { ...three, complete: { count: 2 }, onInstanceError: "collect" } as const;
    const run = Driver.started(planOf(collect));
    run.failJob("each$0");
    expect(run.step("each").status).toBe("running");
    run.failJob("each$1");
    expect(run.instances("each")).toEqual(["failed", "failed", "cancelled"]);
    expect(run.work.state.error).toMatchObject({ code: "too_few_instances" });
    expectRebuilt(run);
  });

  test("without waiting, what follows begins at once, and the run ends with the last instance", () => {
    const run = Driver.started(planOf({ ...three, complete: "none" }, {}, { uses: "test.ask" }));
    expect(run.statuses()).toEqual(["completed", "waiting"]);
    run.answer("after");
    expect(run.work.state.status).toBe("running");
    expectRebuilt(run);
    for (const part of [1, 0]) run.finishJob(`each$${part}`);
    expect(run.work.state.status).toBe("running");
    run.finishJob("each$2");
    expect(run.work.state.status).toBe("completed");
    expectRebuilt(run);
  });

  test.each(["all", "none"] as const)(
    "cancelling the run reaches its instances (%s)",
    (complete) => {
      const run = Driver.started(planOf({ ...three, complete, concurrency: 2 }));
      run.must({ type: "cancel" });
      expect(run.instances("each")).toEqual(["cancelled", "cancelled", "cancelled"]);
      expect(run.work.active).toBe(0);
      expectRebuilt(run);
    },
  );
});

describe("an instance that fails", () => {
  test("is tried again as the step says", () => {
    const run = Driver.started(planOf(three, { retry: { maxAttempts: 2, backoffMs: 10 } }));
    run.failJob("each$1", true);
    expect(run.task("each$1")).toMatchObject({ status: "waiting", waitingFor: "retry" });
    expect(run.effects.at(-1)).toMatchObject({ type: "enqueue", step: "each$1" });
    run.failJob("each$1", true);
    expect(run.task("each$1")).toMatchObject({ status: "failed", attempt: 2 });
    expect(run.work.state.status).toBe("failed");
  });

  test("fails the step, whose edge for that is taken", () => {
    const run = Driver.started(
      planOf(three, {}, { dependencies: [{ step: "each", on: "error" }] }),
    );
    run.failJob("each$1");
    expect(run.statuses()).toEqual(["failed", "completed"]);
    expect(run.instances("each")).toEqual(["cancelled", "failed", "cancelled"]);
    expect(run.work.state.status).toBe("completed");
  });

  test("is listed, where failures are collected", () => {
    const run = Driver.started(planOf({ ...three, onInstanceError: "collect" }));
    run.failJob("each$1");
    run.finishJob("each$0");
    run.finishJob("each$2");
    expect(run.step("each").output).toEqual({
      results: [{ value: 1 }, { value: 1 }],
      failures: [{ index: 1, code: "broke", message: "It broke." }],
    });
  });

  test.each(["test.job", "test.add"])("asks a person where the step says so (%s)", (uses) => {
    const config = { inputs: ["n"], ...(uses === "test.add" && { fails: true }) };
    const run = Driver.started(planOf(three, { uses, config, onError: "ask" }));
    if (uses === "test.job") run.failJob("each$1");
    expect(run.task("each$1")).toMatchObject({ status: "waiting", waitingFor: "failure" });
    const { revision } = run.task("each$1");
    run.must({ type: "retryStep", step: "each$1", revision });
    const again = run.task("each$1");
    expect(again.status).toBe(uses === "test.job" ? "ready" : "waiting");
    if (uses === "test.job") run.failJob("each$1");
    const skip = { type: "skipStep", step: "each$1", reason: "chosen" } as const;
    run.must({ ...skip, revision: run.work.state.revision });
    expect(run.instances("each")[1]).toBe("skipped");
    expectRebuilt(run);
  });

  test("ends the run when its step did not wait for it", () => {
    const run = Driver.started(planOf({ ...three, complete: "none" }, {}, { uses: "test.ask" }));
    run.failJob("each$1");
    expect(run.work.state).toMatchObject({ status: "failed", error: { code: "broke" } });
    expect(run.instances("each")).toEqual(["cancelled", "failed", "cancelled"]);
  });
});

test("on a simulated clock each instance is a task of its own, and nobody adds to an open list", () => {
  const definition = workflowDefinition.parse({
    id: "simulated",
    name: "Simulated",
    version: "1.0.0",
    category: "test",
    steps: [
      {
        id: "each",
        name: "Each",
        type: "integration",
        uses: "test.job",
        forEach: { in: "[1, 2, 3, 4]", concurrency: 2, open: true },
      },
    ],
  });
  const figures = simulate(definition, testCatalog, {
    durationOf: () => 1_000,
    resultOf: () => ({ output: { value: 1 } }),
  });
  expect(figures).toMatchObject({
    status: "completed",
    makespanMs: 2_000,
    sumFinishMs: 6_000,
    peakConcurrency: 2,
  });
});

test("what is added to an open list is of the kind that the list holds", () => {
  const added = (list: string, ...items: Json[]) => {
    const run = Driver.started(planOf({ in: list, open: true }));
    return items.map((item) => {
      const { revision } = run.step("each");
      return run.send({ type: "addInstance", step: "each", revision, item })?.message ?? null;
    });
  };
  const refused = (kind: string) => `The list of "each" holds ${kind}, and this is something else.`;
  expect(added("[10, 20]", "30", null, 30)).toEqual([refused("numbers"), refused("numbers"), null]);
  expect(added("['a']", { a: 1 }, "b")).toEqual([refused("texts"), null]);
  expect(added("[{'a': 1}]", ["a"], { b: 2 })).toEqual([refused("records"), null]);
  expect(added("[]", ["a"], true)).toEqual([null, refused("lists")]);
  expect(added("[1, 'a']", null, true)).toEqual([null, null]);
});
