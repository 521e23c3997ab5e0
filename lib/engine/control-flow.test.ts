import { describe, expect, test } from "vitest";

import { Driver, type StepInput, testPlan } from "#tests/support/engine-driver.ts";

import { historyOf } from "./state/history.ts";

const choice = { uses: "test.ask" };

describe("loops", () => {
  /** A draft is repeated until it is good. What follows runs once. */
  const steps = (active?: "wait" | "cancel"): StepInput[] => [
    { id: "before" },
    {
      id: "draft",
      uses: "test.job",
      dependencies: [
        "before",
        { step: "judge", on: "again", back: true, maxIterations: 3, ...(active && { active }) },
      ],
    },
    { id: "judge", ...choice, dependencies: ["draft"] },
    { id: "publish", dependencies: [{ step: "judge", on: "good" }] },
  ];

  test("start over as often as the data says, and keep the results of every iteration", () => {
    const run = Driver.started(testPlan(steps()));
    run.finishJob("draft", { value: 1 });
    run.answer("judge", 1, "again");
    expect(run.step("draft")).toMatchObject({ status: "ready", iteration: 2 });
    run.finishJob("draft", { value: 2 });
    run.answer("judge", 1, "good");
    expect(run.work.state.status).toBe("completed");
    expect(historyOf(run.step("draft"))).toMatchObject([{ iteration: 1, output: { value: 1 } }]);
    expect(run.step("before").iteration).toBe(1);
    expect(run.log.filter((e) => e.type === "step.completed" && e.step === "publish")).toHaveLength(
      1,
    );
  });

  test("end in a clear error at their limit", () => {
    const run = Driver.started(testPlan(steps()));
    for (let iteration = 0; iteration < 3; iteration++) {
      run.finishJob("draft");
      run.answer("judge", 1, "again");
    }
    expect(run.work.state).toMatchObject({ status: "failed", error: { code: "loop_limit" } });
  });

  test("ask people anew in every round, whatever they answered before", () => {
    const run = Driver.started(
      testPlan([
        { id: "ask", uses: "test.ask", dependencies: [{ step: "more", on: "yes", back: true }] },
        { id: "more", uses: "test.ask", dependencies: ["ask"] },
      ]),
    );
    run.answer("ask", 1);
    run.answer("more", 1, "yes");
    expect(run.step("ask")).toMatchObject({ status: "waiting", iteration: 2 });
  });

  const parallel = (active: "wait" | "cancel"): StepInput[] => [
    {
      id: "begin",
      uses: "test.ask",
      dependencies: [{ step: "turn", on: "again", back: true, active }],
    },
    { id: "slow", uses: "test.job", dependencies: ["begin"] },
    { id: "turn", uses: "test.ask", dependencies: ["begin"] },
    { id: "join", join: "any", dependencies: ["slow", "turn"] },
  ];

  test("wait for work under way in them, if they say so, and start nothing meanwhile", () => {
    const run = Driver.started(testPlan(parallel("wait")));
    run.answer("begin");
    run.answer("turn", 1, "again");
    expect(run.step("begin")).toMatchObject({ status: "completed", iteration: 1 });
    expect(run.step("join").status).toBe("pending");
    run.finishJob("slow");
    expect(run.step("begin")).toMatchObject({ status: "waiting", iteration: 2 });
    expect(run.step("join")).toMatchObject({ status: "pending" });
  });

  test("or cancel it, and ignore what it still says", () => {
    const run = Driver.started(testPlan(parallel("cancel")));
    run.answer("begin");
    const token = run.step("slow").token ?? "";
    run.answer("turn", 1, "again");
    expect(run.step("begin")).toMatchObject({ status: "waiting", iteration: 2 });
    const late = { type: "completeJob", step: "slow", token, result: { output: {} } } as const;
    expect(run.send(late)).toMatchObject({ code: "late" });
  });

  test("reset a discriminator, which fires once in every iteration", () => {
    const run = Driver.started(
      testPlan([
        { id: "begin", dependencies: [{ step: "last", on: "again", back: true }] },
        { id: "a", uses: "test.job", dependencies: ["begin"] },
        { id: "b", uses: "test.job", dependencies: ["begin"] },
        { id: "first", join: "any", dependencies: ["a", "b"] },
        { id: "last", uses: "test.ask", dependencies: ["first"] },
      ]),
    );
    for (const outcome of ["again", "done"]) {
      run.finishJob("b");
      run.answer("last", 1, outcome);
      run.finishJob("a");
    }
    expect(run.work.state.status).toBe("completed");
    expect(run.log.filter((e) => e.type === "step.completed" && e.step === "first")).toHaveLength(
      2,
    );
  });

  test("consume edges from outside: a join in the second iteration waits for its own iteration only", () => {
    const run = Driver.started(
      testPlan([
        { id: "outside" },
        { id: "begin", dependencies: [{ step: "last", on: "again", back: true }] },
        { id: "work", uses: "test.job", dependencies: ["begin"] },
        { id: "join", dependencies: ["work", "outside"] },
        { id: "last", uses: "test.ask", dependencies: ["join"] },
      ]),
    );
    run.finishJob("work");
    run.answer("last", 1, "again");
    run.finishJob("work");
    expect(run.step("join")).toMatchObject({ status: "completed", iteration: 2 });
    run.answer("last", 1, "done");
    expect(run.work.state.status).toBe("completed");
  });

  test("with two entries and two exits run as their data says", () => {
    const plan = testPlan([
      { id: "enter", ...choice },
      {
        id: "a",
        ...choice,
        join: "any",
        dependencies: [
          { step: "enter", on: "first" },
          { step: "b", on: "back", back: true },
        ],
      },
      {
        id: "b",
        ...choice,
        join: "any",
        dependencies: [
          { step: "enter", on: "second" },
          { step: "a", on: "on" },
        ],
      },
      { id: "out1", dependencies: [{ step: "a", on: "out" }] },
      { id: "out2", dependencies: [{ step: "b", on: "out" }] },
    ]);
    const short = Driver.started(plan);
    short.answer("enter", 1, "second");
    short.answer("b", 1, "out");
    expect(short.step("out2").status).toBe("completed");
    const long = Driver.started(plan);
    long.answer("enter", 1, "first");
    long.answer("a", 1, "on");
    long.answer("b", 1, "back");
    long.answer("a", 1, "out");
    expect(long.step("out1").status).toBe("completed");
    expect(historyOf(long.step("a"))).toHaveLength(1);
    expect(long.work.state.status).toBe("completed");
  });
});

describe("races", () => {
  const plan = testPlan([
    { id: "button", uses: "test.ask", race: "r" },
    { id: "signal", uses: "test.signal", config: { name: "paid" }, race: "r" },
    { id: "timer", uses: "test.timer", config: { ms: 5_000 }, race: "r" },
    { id: "pressed", dependencies: ["button"] },
    { id: "paid", dependencies: ["signal"] },
    { id: "late", dependencies: ["timer"] },
  ]);
  const endings: [string, (run: Driver) => void, string][] = [
    ["button", (run) => run.answer("button"), "pressed"],
    ["signal", (run) => run.must({ type: "signal", name: "paid", data: 1 }), "paid"],
    [
      "timer",
      (run) => run.must({ type: "wake", step: "timer", token: run.step("timer").token ?? "" }),
      "late",
    ],
  ];

  test.each(endings)(
    "the %s wins when it comes first, and the others are withdrawn",
    (_name, first, next) => {
      const run = Driver.started(plan);
      const revision = run.work.state.revision;
      const token = run.step("timer").token ?? "";
      first(run);
      expect(run.work.state.status).toBe("completed");
      expect(run.step(next).status).toBe("completed");
      expect(run.statuses().filter((s) => s === "skipped")).toHaveLength(4);
      const result = { output: { value: 1 } };
      expect(run.send({ type: "submit", step: "button", revision, result })).not.toBeNull();
      expect(run.send({ type: "wake", step: "timer", token })).not.toBeNull();
    },
  );
});

describe("signals", () => {
  test("that come early are kept, in order, each for one step", () => {
    const run = Driver.started(
      testPlan([
        { id: "ask", uses: "test.ask" },
        { id: "one", uses: "test.signal", config: { name: "s" }, dependencies: ["ask"] },
        { id: "two", uses: "test.signal", config: { name: "s" }, dependencies: ["one"] },
      ]),
    );
    run.must({ type: "signal", name: "s", data: "a" });
    run.must({ type: "signal", name: "s", data: "b" });
    run.answer("ask");
    expect(run.work.state.status).toBe("completed");
    expect([run.step("one").output, run.step("two").output]).toEqual([
      { data: "a" },
      { data: "b" },
    ]);
    expect(run.work.state.signals).toEqual({});
  });

  test("reach everyone who waits for them", () => {
    const wait = { uses: "test.signal", config: { name: "go" } };
    const run = Driver.started(
      testPlan([
        { id: "a", ...wait },
        { id: "b", ...wait },
      ]),
    );
    run.must({ type: "signal", name: "go", data: 7 });
    expect(run.statuses()).toEqual(["completed", "completed"]);
  });
});

describe("exclusive groups", () => {
  const member = (id: string, uses: string, dependencies: string[] = []): StepInput => ({
    id,
    uses,
    exclusive: "g",
    dependencies,
  });

  test("never run two jobs at once, and leave none out", () => {
    const run = Driver.started(testPlan(["a", "b", "c"].map((id) => member(id, "test.job"))));
    const queued = () => ["a", "b", "c"].filter((id) => run.step(id).status === "ready");
    for (let left = 3; left > 0; left--) {
      expect(queued()).toHaveLength(1);
      run.finishJob(queued()[0]!);
    }
    expect(run.work.state.status).toBe("completed");
  });

  test.each([
    ["a", "b", "c"],
    ["a", "c", "b"],
    ["c", "a", "b"],
  ])("let people take their steps in the order %s %s %s", (...order) => {
    const run = Driver.started(
      testPlan([member("a", "test.ask"), member("b", "test.ask", ["a"]), member("c", "test.ask")]),
    );
    for (const id of order) run.answer(id);
    expect(run.work.state.status).toBe("completed");
  });

  test("refuse a second step while one is under way", () => {
    const run = Driver.started(testPlan([member("a", "test.ask"), member("c", "test.ask")]));
    run.must({ type: "open", step: "a", revision: run.work.state.revision });
    const { revision } = run.work.state;
    expect(run.send({ type: "open", step: "c", revision })).toMatchObject({ code: "not_waiting" });
    run.answer("a");
    run.answer("c");
    expect(run.work.state.status).toBe("completed");
  });
});

describe("cancelling", () => {
  test("a step withdraws it and what only it leads to; other branches go on", () => {
    const run = Driver.started(
      testPlan([
        { id: "job", uses: "test.job" },
        { id: "after", dependencies: ["job"] },
        { id: "other", uses: "test.ask" },
      ]),
    );
    const token = run.step("job").token ?? "";
    const { revision } = run.work.state;
    run.must({ type: "cancelStep", step: "job", revision, reason: "no longer wanted" });
    expect(run.statuses()).toEqual(["cancelled", "skipped", "waiting"]);
    expect(run.send({ type: "startJob", step: "job", token })).toMatchObject({ code: "late" });
    run.answer("other");
    expect(run.work.state.status).toBe("completed");
  });

  test("what led to an answer stays when the answer is changed, even if the answer cancels it", () => {
    const run = Driver.started(
      testPlan([
        { id: "open", uses: "test.ask" },
        { id: "before" },
        { id: "stop", uses: "test.ask", dependencies: ["before"], cancels: ["before"] },
      ]),
    );
    run.answer("stop", 1);
    const { revision } = run.work.state;
    run.must({ type: "replace", step: "stop", revision, result: { output: { value: 2 } } });
    expect(run.statuses()).toEqual(["waiting", "completed", "completed"]);
    expect(run.step("before").iteration).toBe(1);
  });

  test("a region follows from a step's completion", () => {
    const run = Driver.started(
      testPlan([
        { id: "stop", uses: "test.ask", cancels: ["work", "later"] },
        { id: "work", uses: "test.job" },
        { id: "later", uses: "test.ask", dependencies: ["work"] },
      ]),
    );
    run.answer("stop");
    expect(run.statuses()).toEqual(["completed", "cancelled", "cancelled"]);
    expect(run.work.state.status).toBe("completed");
  });
});
