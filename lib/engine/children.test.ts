import { expect, test } from "vitest";

import { aChild, Driver, type StepInput, testPlan } from "#tests/support/engine-driver.ts";

const child = (id: string, more: Partial<StepInput> = {}): StepInput => ({
  id,
  uses: "test.child",
  config: { definition: aChild },
  ...more,
});

function children(run: Driver) {
  return run.effects.filter((effect) => effect.type === "child");
}

test("a child is asked for once, with its id as the attempt's token, and gives the step its outputs", () => {
  const run = Driver.started(testPlan([child("sub"), { id: "after", dependencies: ["sub"] }]));
  const { token } = run.step("sub");
  expect(children(run)).toEqual([{ type: "child", step: "sub", token, at: null }]);
  run.finishJob("sub", { value: 7 });
  expect(run.step("sub")).toMatchObject({ status: "completed", output: { value: 7 } });
  expect(run.work.state.status).toBe("completed");
});

test("a child that fails is followed by another one, as often as the step allows", () => {
  const retry = { maxAttempts: 2, backoffMs: 50 };
  const run = Driver.started(testPlan([child("sub", { retry })]));
  const first = run.step("sub").token!;
  run.failJob("sub", true);
  const second = run.step("sub").token!;
  expect(second).not.toBe(first);
  expect(children(run).at(-1)).toEqual({
    type: "child",
    step: "sub",
    token: second,
    at: run.step("sub").dueAt,
  });
  // A result of the first attempt is no longer accepted.
  const result = { output: { value: 1 } };
  expect(run.send({ type: "completeJob", step: "sub", token: first, result })).toMatchObject({
    code: "late",
  });
  run.failJob("sub", true);
  expect(run.work.state).toMatchObject({ status: "failed", error: { code: "broke" } });
});

test.each([
  ["the run is cancelled", (run: Driver) => run.must({ type: "cancel" })],
  ["the run fails", (run: Driver) => run.failJob("job")],
  [
    "a person cancels the step",
    (run: Driver) => {
      const { revision } = run.step("sub");
      run.must({ type: "cancelStep", step: "sub", revision, reason: "Not wanted" });
    },
  ],
  ["another member of its race wins", (run: Driver) => run.answer("rival")],
  ["another step cancels it", (run: Driver) => run.answer("canceller")],
  ["a loop starts it over", (run: Driver) => run.answer("again", 1, "again")],
  [
    "an earlier answer changes",
    (run: Driver) => {
      const result = { output: { value: 2 } };
      const { revision } = run.work.state;
      run.must({ type: "replace", step: "first", revision, result });
    },
  ],
  [
    "its deadline passes",
    (run: Driver) => run.must({ type: "deadline", step: "sub", at: run.step("sub").deadlineAt! }),
  ],
])("a child is told when %s", (_, happens) => {
  const run = Driver.started(
    testPlan([
      {
        id: "first",
        uses: "test.ask",
        dependencies: [{ step: "again", on: "again", back: true, active: "cancel" }],
      },
      child("sub", {
        dependencies: ["first"],
        race: "r",
        deadlineMs: 1_000,
      }),
      { id: "again", uses: "test.ask", dependencies: ["first"] },
      { id: "rival", uses: "test.ask", race: "r" },
      { id: "canceller", uses: "test.ask", cancels: ["sub"] },
      { id: "job", uses: "test.job" },
    ]),
  );
  run.answer("first");
  const token = run.step("sub").token!;
  run.must({ type: "startJob", step: "sub", token });
  const before = children(run).length;
  happens(run);
  expect(run.step("sub").token).not.toBe(token);
  expect(children(run).slice(before)).toContainEqual({
    type: "child",
    step: "sub",
    token,
    at: null,
  });
});

test("a child is notified of a pause and of its end, and its result during the pause counts", () => {
  const run = Driver.started(testPlan([child("sub"), { id: "after", dependencies: ["sub"] }]));
  const token = run.step("sub").token!;
  run.must({ type: "startJob", step: "sub", token });
  run.must({ type: "pause" });
  run.must({ type: "resume" });
  expect(children(run)).toEqual(
    Array.from({ length: 3 }, () => ({ type: "child", step: "sub", token, at: null })),
  );
  run.must({ type: "pause" });
  run.must({ type: "completeJob", step: "sub", token, result: { output: { value: 3 } } });
  expect(run.statuses()).toEqual(["completed", "pending"]);
  run.must({ type: "resume" });
  expect(run.work.state.status).toBe("completed");
});

test("a changed answer that leaves a child's input as it was keeps the child's result", () => {
  const run = Driver.started(
    testPlan([
      { id: "first", uses: "test.ask" },
      child("sub", { dependencies: ["first"] }),
      { id: "last", uses: "test.ask", dependencies: ["sub"] },
    ]),
  );
  run.answer("first");
  run.finishJob("sub", { value: 7 });
  const { revision } = run.work.state;
  run.must({ type: "replace", step: "first", revision, result: { output: { value: 2 } } });
  expect(run.step("sub")).toMatchObject({
    status: "completed",
    iteration: 2,
    output: { value: 7 },
  });
  expect(children(run)).toHaveLength(1);
});
