import { expect, test } from "vitest";

import { mustParse } from "#lib/engine/expression/expression.ts";
import { historyOf } from "#lib/engine/state/history.ts";
import { Driver, testPlan } from "#tests/support/engine-driver.ts";

import { scopeOf } from "./scope.ts";

const plan = testPlan([
  { id: "first", uses: "test.ask" },
  { id: "draft", uses: "test.ask", dependencies: ["first"] },
  { id: "judge", uses: "test.approve", dependencies: ["draft"] },
  { id: "open", uses: "test.ask" },
]);
const values = (run: Driver, source: string) => scopeOf(run.work, mustParse(source), null).steps;
const all = "[steps.first, steps.draft, steps.judge]";

test("after a changed answer, what followed from it has no value until it is given anew", () => {
  const run = Driver.started(plan);
  run.answer("first", 1);
  run.answer("draft", 2);
  run.answer("judge", 3);
  expect(Object.keys(values(run, all))).toEqual(["first", "draft", "judge"]);
  const { revision } = run.work.state;
  const result = { output: { value: 9 } };
  run.must({ type: "replace", step: "draft", revision, result });
  expect(values(run, all)).toEqual({ first: { value: 1 }, draft: { value: 9 } });
  expect(
    mustParse("has(steps.judge)").evaluate(scopeOf(run.work, mustParse("steps.judge"), null)),
  ).toBe(false);
  expect(historyOf(run.step("judge"))).toMatchObject([{ output: { value: 3 } }]);
});

test("an iteration that a loop starts over has none of the values of the one before", () => {
  const looping = testPlan([
    { id: "first", uses: "test.ask" },
    {
      id: "draft",
      uses: "test.ask",
      dependencies: ["first", { step: "judge", on: "again", back: true }],
    },
    { id: "judge", uses: "test.ask", dependencies: ["draft"] },
  ]);
  const run = Driver.started(looping);
  run.answer("first", 1);
  run.answer("draft", 2);
  run.answer("judge", 3, "again");
  expect(values(run, all)).toEqual({ first: { value: 1 } });
  run.answer("draft", 4);
  expect(values(run, all)).toEqual({ first: { value: 1 }, draft: { value: 4 } });
});

test("a skipped, failed or cancelled step has no value", () => {
  const run = Driver.started(
    testPlan([
      { id: "skipped", when: "false" },
      { id: "cancelled", uses: "test.job" },
      { id: "done", config: { value: 5 } },
      { id: "open", uses: "test.ask" },
    ]),
  );
  const { revision } = run.work.state;
  run.must({ type: "cancelStep", step: "cancelled", revision, reason: "not wanted" });
  expect(values(run, "[steps.skipped, steps.cancelled, steps.done, steps.open]")).toEqual({
    done: { value: 5 },
  });
});

test("what earlier iterations gave is there as a list, the first one first", () => {
  const looping = testPlan([
    {
      id: "draft",
      uses: "test.ask",
      dependencies: [{ step: "judge", on: "again", back: true }],
    },
    {
      id: "judge",
      uses: "test.ask",
      dependencies: ["draft"],
    },
    { id: "open", uses: "test.ask" },
  ]);
  const run = Driver.started(looping);
  const earlier = () => {
    const source = mustParse("history.draft.map(one, one.value)");
    return source.evaluate(scopeOf(run.work, source, null));
  };
  expect(earlier()).toEqual([]);
  for (const value of [3, 4]) {
    run.answer("draft", value);
    run.answer("judge", 1, "again");
  }
  expect(earlier()).toEqual([3, 4]);
  run.answer("draft", 5);
  expect(earlier()).toEqual([3, 4]);
});
