import { expect, test } from "vitest";

import { Driver, testPlan } from "#tests/support/engine-driver.ts";

const value = (n: number) => ({ output: { value: n } });
const after = (...steps: string[]) => ({ dependencies: steps });

test("a run that has ended goes on with another answer, and only what follows from it is done again", () => {
  const run = Driver.started(
    testPlan([
      { id: "amount", uses: "test.ask" },
      { id: "name", uses: "test.ask" },
      {
        id: "sum",
        config: { inputs: ["value"] },
        inputs: { value: "steps.amount.value" },
        ...after("amount"),
      },
      { id: "print", uses: "test.job", ...after("name") },
    ]),
  );
  run.answer("amount", 3);
  run.answer("name", 7);
  run.finishJob("print");
  expect(run.work.state.status).toBe("completed");
  const fork = run.fork("amount", value(5))!;
  expect(fork.work.state.status).toBe("completed");
  expect(fork.work.state.outputs).toEqual({ sum: { value: 5 }, print: { value: 1 } });
  expect(run.work.state.outputs).toEqual({ sum: { value: 3 }, print: { value: 1 } });
  const { revision } = run.work.state;
  expect(fork.log.slice(revision).map(({ type }) => type)).toEqual([
    "execution.forked",
    "step.rewound",
    "step.completed",
    "step.completed",
    "execution.completed",
  ]);
  expect(fork.log[revision]).toMatchObject({ from: "run", revision, steps: [] });
});

test("what was under way, and what a cancelled run left, begins again under names of its own", () => {
  const plan = testPlan([
    { id: "ask", uses: "test.ask" },
    { id: "job", uses: "test.job" },
    { id: "timer", uses: "test.timer", config: { ms: 50 } },
    { id: "other", uses: "test.ask" },
  ]);
  const run = Driver.started(plan);
  run.answer("ask");
  run.must({ type: "startJob", step: "job", token: run.step("job").token! });
  run.must({
    type: "cancelStep",
    step: "other",
    revision: run.step("other").revision,
    reason: "No",
  });
  for (const end of [null, { type: "cancel" } as const]) {
    if (end) run.must(end);
    const fork = run.fork("ask", value(2))!;
    expect(fork.statuses()).toEqual(["completed", "ready", "waiting", "cancelled"]);
    expect(fork.step("job")).toMatchObject({ attempt: 0, iteration: 1 });
    expect(fork.step("job").token).not.toBe(run.log.find((e) => "token" in e)?.["token"]);
    expect(fork.effects.map(({ type }) => type)).toEqual(["enqueue", "wakeAt"]);
  }
});

test("the step that made a run fail is tried again", () => {
  const run = Driver.started(
    testPlan([
      { id: "ask", uses: "test.ask" },
      { id: "job", uses: "test.job" },
    ]),
  );
  run.answer("ask");
  run.failJob("job");
  expect(run.work.state.status).toBe("failed");
  const again = run.fork("job", null)!;
  again.finishJob("job");
  expect(again.work.state).toMatchObject({ status: "completed", error: null });
  expect(run.fork("ask", value(2))!.statuses()).toEqual(["completed", "ready"]);
});

test("a text is written anew even though nothing before it changed; a result that nobody judged is not", () => {
  const run = Driver.started(
    testPlan([
      { id: "job", uses: "test.job" },
      { id: "draft", uses: "test.draft", ...after("job") },
      { id: "approve", uses: "test.approve", ...after("draft") },
      { id: "save", uses: "test.job", ...after("approve") },
    ]),
  );
  run.finishJob("job");
  run.finishJob("draft");
  run.answer("draft");
  run.answer("approve");
  run.finishJob("save");
  const fork = run.fork("draft", null)!;
  expect(fork.statuses()).toEqual(["completed", "ready", "pending", "pending"]);
  expect(run.fork("job", null)).toBeNull();
  expect(run.fork("save", null)).toBeNull();
  expect(run.fork("draft", value(7))!.step("draft").output).toEqual({ value: 7 });
  expect(run.fork("approve", value(1))).toBeNull();
  expect(run.fork("nowhere", value(1))).toBeNull();
});

test("a job that was approved and is still to be done is not done for the what-if before it is approved there", () => {
  const run = Driver.started(
    testPlan([
      { id: "other", uses: "test.ask" },
      { id: "ask", uses: "test.ask" },
      { id: "approve", uses: "test.approve", ...after("ask") },
      { id: "save", uses: "test.job", ...after("approve") },
    ]),
  );
  for (const id of ["other", "ask", "approve"]) run.answer(id);
  expect(run.step("save").status).toBe("ready");
  const fork = run.fork("other", value(2))!;
  expect(fork.statuses()).toEqual(["completed", "completed", "waiting", "pending"]);
  expect(fork.effects).toEqual([]);
  fork.answer("approve");
  expect(fork.step("save").status).toBe("ready");
});

test("a what-if has as much time as a run that starts now", () => {
  const plan = testPlan(
    [
      { id: "ask", uses: "test.ask" },
      { id: "more", uses: "test.ask" },
    ],
    {
      deadlineMs: 10,
    },
  );
  const run = Driver.started(plan);
  run.answer("ask");
  run.must({ type: "deadline", step: null, at: run.work.state.deadlineAt! });
  expect(run.work.state.status).toBe("failed");
  run.now = 5_000;
  const fork = run.fork("ask", value(2))!;
  expect(fork.statuses()).toEqual(["completed", "waiting"]);
  expect(fork.work.state.deadlineAt).toBe(5_010);
  expect(fork.effects).toEqual([{ type: "deadline", step: null, at: 5_010 }]);
});
