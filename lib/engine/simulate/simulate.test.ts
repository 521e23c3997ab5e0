import { describe, expect, test } from "vitest";

import type { JsonObject } from "#lib/engine/value/json.ts";
import { type StepInput, testPlan } from "#tests/support/engine-driver.ts";
import { recordedGraphs } from "#tests/support/recorded-graphs.ts";
import { runTestOperation, testCatalog } from "#tests/support/test-catalog.ts";

import { simulate } from "./simulate.ts";

function job(id: string, seconds: number, more: Partial<StepInput> = {}): StepInput {
  return { id, uses: "test.job", metadata: { simulatedSeconds: seconds }, ...more };
}

/** A step that runs a workflow of these steps as a child run. */
function child(
  id: string,
  steps: readonly StepInput[],
  more: Partial<StepInput> = {},
  inputs: Parameters<typeof testPlan>[1] = {},
): StepInput {
  const { definition } = testPlan(steps, inputs);
  const config = {
    inputs: Object.keys(more.inputs ?? {}),
    definition: JSON.parse(JSON.stringify(definition)),
  };
  return { id, uses: "test.child", config, ...more };
}

function figures(steps: readonly StepInput[], inputs: JsonObject = {}, more = {}) {
  const model = {
    durationOf: ({ definition }: { definition: { metadata: JsonObject } }) =>
      Math.round(Number(definition.metadata["simulatedSeconds"] ?? 0) * 1_000),
    resultOf: (_: unknown, call: { config: JsonObject; input: JsonObject }) =>
      runTestOperation(call),
  };
  return simulate(testPlan(steps, more).definition, testCatalog, model, inputs);
}

test("a workflow of one step in another's place takes the time of that step, and so does one in one", () => {
  const alone = figures([job("a", 2), job("b", 3, { dependencies: ["a"] })]);
  const inner = child("b", [child("again", [job("b", 3)])], { dependencies: ["a"] });
  expect(figures([job("a", 2), inner])).toEqual(alone);
  expect(alone).toMatchObject({ makespanMs: 5_000, sumFinishMs: 7_000, peakConcurrency: 1 });
});

test("the child runs of two steps run at once, and are counted step by step", () => {
  const two = [job("x", 1), job("y", 2)];
  const last = job("last", 1, { dependencies: ["one", "other"] });
  expect(figures([child("one", two), child("other", two), last])).toMatchObject({
    status: "completed",
    makespanMs: 3_000,
    sumFinishMs: 1_000 + 2_000 + 1_000 + 2_000 + 3_000,
    peakConcurrency: 4,
    completed: 3,
  });
});

test("each instance runs a workflow of its own, as many at once as may be, with its own input", () => {
  const more = { inputs: { n: { type: "number" }, spare: { type: "number", default: 1 } } };
  const slow = job("slow", 10, { when: "inputs.n + inputs.spare > 3.0" });
  const each = child(
    "each",
    [slow, job("quick", 1)],
    {
      forEach: { in: "inputs.list", concurrency: 2 },
      inputs: { n: "item" },
    },
    more,
  );
  const inputs = { inputs: { list: { type: "json" } } };
  expect(figures([each], { list: [1, 2, 3, 4] }, inputs)).toMatchObject({
    status: "completed",
    // Steps one and two end at 1. Steps three and four begin then.
    makespanMs: 11_000,
    sumFinishMs: 1_000 + 1_000 + 2_000 + 11_000 + 2_000 + 11_000,
    peakConcurrency: 4,
  });
});

test("thousands of workflows that end at once, one after the other, are no deeper than one", () => {
  const list = Array.from({ length: 5_000 }, (_, i) => i);
  const each = child("each", [job("nothing", 0)], {
    forEach: { in: "inputs.list", concurrency: 1 },
  });
  const inputs = { inputs: { list: { type: "json" } } };
  expect(figures([each], { list }, inputs)).toMatchObject({ status: "completed", makespanMs: 0 });
});

describe("a workflow that cannot reach its end", () => {
  const fails = [job("work", 2, { config: { fails: true } })];

  test("fails its step, which tries again as it says, later by what it says", () => {
    const retry = { maxAttempts: 3, backoffMs: 1_000, factor: 2 };
    expect(figures([child("sub", fails, { retry })])).toMatchObject({
      status: "failed",
      error: { code: "child_failed" },
      // Three attempts of 2 seconds, with pauses of one and two seconds between them.
      makespanMs: 9_000,
      sumFinishMs: 2_000 + 5_000 + 9_000,
    });
  });

  test("leads on by the step's error edge", () => {
    const after = job("after", 1, { dependencies: [{ step: "sub", on: "error" }] });
    expect(figures([child("sub", fails), after])).toMatchObject({
      status: "completed",
      makespanMs: 3_000,
    });
  });

  test("is cancelled with its step: what is under way there is cut short, and counts for nothing", () => {
    const long = [job("first", 4), job("second", 100, { dependencies: ["first"] })];
    expect(
      figures([child("slow", long, { race: "r" }), job("quick", 1, { race: "r" })]),
    ).toMatchObject({
      status: "completed",
      makespanMs: 1_000,
      sumFinishMs: 1_000,
      peakConcurrency: 2,
    });
  });
});

test("what is cut short makes room at once", () => {
  const after = ["x", "y"].map((id) => job(id, 1, { dependencies: ["quick"] }));
  expect(
    figures([job("slow", 100, { race: "r" }), job("quick", 1, { race: "r" }), ...after]),
  ).toMatchObject({
    status: "completed",
    makespanMs: 2_000,
    sumFinishMs: 5_000,
    peakConcurrency: 2,
  });
});

test("time runs out for a step, which goes its way on error, and for a run", () => {
  const limited = job("slow", 10, { deadlineMs: 3_000 });
  const late = job("late", 1, { dependencies: [{ step: "slow", on: "error" }] });
  expect(figures([limited, late])).toMatchObject({
    status: "completed",
    makespanMs: 4_000,
    sumFinishMs: 4_000,
  });
  expect(figures([job("just", 3, { deadlineMs: 3_000 })])).toMatchObject({
    status: "completed",
    makespanMs: 3_000,
  });
  expect(figures([job("first", 2), job("slow", 10)], {}, { deadlineMs: 5_000 })).toMatchObject({
    status: "failed",
    makespanMs: 2_000,
  });
});

const graph = recordedGraphs().find(({ name }) => name === "nextflow-airrflow");

test.skipIf(!graph)("a recorded graph that runs as a child keeps its recorded times", () => {
  const { tasks, facts } = graph!;
  const steps = tasks.map(({ id, deps, runtimeSeconds }) =>
    job(id, runtimeSeconds, { name: id.slice(0, 200), dependencies: deps }),
  );
  const result = figures([child("sub", steps)]);
  expect(result.makespanMs / 1_000).toBe(facts.criticalPathSeconds);
  expect(result.sumFinishMs / 1_000).toBe(facts.sumFinishSeconds);
  expect(result.peakConcurrency).toBe(facts.peakConcurrency);
});
