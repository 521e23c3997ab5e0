import { expect, test } from "vitest";

import { aChild, Driver, type StepInput, testPlan } from "#tests/support/engine-driver.ts";

const kinds: [string, Partial<StepInput>][] = [
  ["a question", { uses: "test.ask" }],
  ["a job", { uses: "test.job", retry: { maxAttempts: 5, backoffMs: 10 } }],
  ["a signal", { uses: "test.signal", config: { name: "paid" } }],
  ["a moment", { uses: "test.timer", config: { ms: 99_999 } }],
  ["a child", { uses: "test.child", config: { definition: aChild } }],
  ["an offered question", { uses: "test.ask", exclusive: "e" }],
];

function pass(run: Driver, step: string) {
  return run.send({ type: "deadline", step, at: run.step(step).deadlineAt ?? -1 });
}

test.each(kinds)("%s that is not done in time fails, once and for good", (_, more) => {
  const run = Driver.started(
    testPlan([
      { id: "slow", deadlineMs: 500, ...more },
      { id: "late", dependencies: [{ step: "slow", on: "error" }] },
      { id: "never", dependencies: ["slow"] },
      { id: "other", uses: "test.ask", exclusive: "e" },
    ]),
  );
  const { deadlineAt, token } = run.step("slow");
  expect(deadlineAt).toBe(1_500);
  expect(run.effects).toContainEqual({ type: "deadline", step: "slow", at: 1_500 });
  expect(pass(run, "slow")).toBeNull();
  expect(run.statuses()).toEqual(["failed", "completed", "skipped", expect.any(String)]);
  expect(run.step("slow")).toMatchObject({
    deadlineAt: null,
    token: null,
    error: { code: "deadline_passed", retryable: false },
  });
  // Results that come now are too late.
  const result = { output: { value: 1 } };
  expect(run.send({ type: "deadline", step: "slow", at: 1_500 })).toMatchObject({ code: "late" });
  const late = token ?? "gone";
  expect(run.send({ type: "completeJob", step: "slow", token: late, result })).not.toBeNull();
  expect(run.send({ type: "submit", step: "slow", revision: 99, result })).not.toBeNull();
});

test("without a way on, the run fails; where a person decides, they do, under a new deadline", () => {
  const fails = Driver.started(testPlan([{ id: "slow", uses: "test.ask", deadlineMs: 500 }]));
  pass(fails, "slow");
  expect(fails.work.state).toMatchObject({ status: "failed", error: { code: "deadline_passed" } });
  const asks = Driver.started(
    testPlan([{ id: "slow", uses: "test.job", deadlineMs: 500, onError: "ask" }]),
  );
  pass(asks, "slow");
  expect(asks.step("slow")).toMatchObject({ waitingFor: "failure", deadlineAt: null });
  asks.now = 9_000;
  asks.must({ type: "retryStep", step: "slow", revision: asks.step("slow").revision });
  expect(asks.step("slow").deadlineAt).toBe(9_500);
});

test("attempts share one deadline; a new iteration has its own, and the old timer is refused", () => {
  const run = Driver.started(
    testPlan([
      {
        id: "slow",
        uses: "test.job",
        deadlineMs: 500,
        retry: { maxAttempts: 3, backoffMs: 10 },
        dependencies: [{ step: "again", on: "again", back: true }],
      },
      { id: "again", uses: "test.ask", dependencies: ["slow"] },
    ]),
  );
  run.failJob("slow", true);
  expect(run.step("slow")).toMatchObject({ waitingFor: "retry", deadlineAt: 1_500 });
  run.finishJob("slow");
  run.now = 2_000;
  run.answer("again", 1, "again");
  expect(run.step("slow")).toMatchObject({ iteration: 2, deadlineAt: 2_500 });
  expect(run.send({ type: "deadline", step: "slow", at: 1_500 })).toMatchObject({ code: "late" });
});

test("during a pause nobody is late; when it is over, the timers are asked for again", () => {
  const run = Driver.started(
    testPlan([{ id: "slow", uses: "test.ask", deadlineMs: 500 }], { deadlineMs: 900 }),
  );
  run.must({ type: "pause" });
  expect(pass(run, "slow")).toMatchObject({ code: "paused" });
  expect(run.send({ type: "deadline", step: null, at: 1_900 })).toMatchObject({ code: "paused" });
  const before = run.effects.length;
  run.must({ type: "resume" });
  expect(run.effects.slice(before)).toEqual([
    { type: "deadline", step: null, at: 1_900 },
    { type: "deadline", step: "slow", at: 1_500 },
  ]);
  expect(pass(run, "slow")).toBeNull();
});

test("a run that is not done in time fails as a whole", () => {
  const run = Driver.started(
    testPlan(
      [
        { id: "ask", uses: "test.ask" },
        { id: "job", uses: "test.job" },
      ],
      {
        deadlineMs: 500,
      },
    ),
  );
  expect(run.send({ type: "deadline", step: null, at: 1_499 })).toMatchObject({ code: "late" });
  run.must({ type: "deadline", step: null, at: 1_500 });
  expect(run.statuses()).toEqual(["cancelled", "cancelled"]);
  expect(run.work.state).toMatchObject({ status: "failed", error: { code: "deadline_passed" } });
});
