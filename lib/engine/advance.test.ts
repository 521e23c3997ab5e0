import { describe, expect, test } from "vitest";

import { Driver, testPlan } from "#tests/support/engine-driver.ts";

import { historyOf } from "./state/history.ts";

const choice = (pick: string) => ({ uses: "test.choose", config: { outcomes: ["a", "b"], pick } });

describe("dependencies and joins", () => {
  test("a chain of inline steps completes in the turn that starts it", () => {
    const run = Driver.started(
      testPlan([
        { id: "one", config: { value: 1 } },
        { id: "two", config: { value: 2 }, dependencies: ["one"] },
      ]),
    );
    expect(run.work.state.status).toBe("completed");
    expect(run.work.state.outputs).toEqual({ two: { value: 2 } });
    expect(run.log.map((event) => event.type)).toEqual([
      "execution.started",
      "step.completed",
      "step.completed",
      "execution.completed",
    ]);
  });

  test("the branch that a decision did not choose is skipped, and so is what only it leads to", () => {
    const run = Driver.started(
      testPlan([
        { id: "route", ...choice("a") },
        { id: "left", dependencies: [{ step: "route", on: "a" }] },
        { id: "right", dependencies: [{ step: "route", on: "b" }] },
        { id: "after", dependencies: ["right"] },
        { id: "both", dependencies: ["left", "right"] },
      ]),
    );
    expect(run.statuses()).toEqual(["completed", "completed", "skipped", "skipped", "completed"]);
  });

  test("`any` starts with the first arrival and absorbs the rest", () => {
    const run = Driver.started(
      testPlan([
        { id: "slow", uses: "test.job" },
        { id: "quick", uses: "test.job" },
        { id: "next", join: "any", dependencies: ["slow", "quick"] },
      ]),
    );
    run.finishJob("quick");
    expect(run.step("next").status).toBe("completed");
    expect(run.work.state.status).toBe("running");
    run.finishJob("slow");
    expect(run.work.state.status).toBe("completed");
    expect(run.log.filter((e) => e.type === "step.completed" && e.step === "next")).toHaveLength(1);
  });

  test("a count join that can no longer be reached fails, or is skipped where it says so", () => {
    const steps = (onStarved: "fail" | "skip") => [
      { id: "yes", config: { value: 1 } },
      { id: "no", when: "1 > 2" },
      { id: "two", join: { count: 2 }, onStarved, dependencies: ["yes", "no"] },
    ];
    const failed = Driver.started(testPlan(steps("fail")));
    expect(failed.work.state).toMatchObject({ status: "failed", error: { code: "starved_join" } });
    const skipped = Driver.started(testPlan(steps("skip")));
    expect(skipped.statuses()).toEqual(["completed", "skipped", "skipped"]);
  });

  test("a guard reads earlier outputs when the step is reached", () => {
    const run = Driver.started(
      testPlan([
        { id: "a", config: { value: 3 } },
        { id: "big", when: "steps.a.value > 2.0", dependencies: ["a"] },
        { id: "small", when: "steps.a.value <= 2.0", dependencies: ["a"] },
      ]),
    );
    expect(run.statuses()).toEqual(["completed", "completed", "skipped"]);
  });
});

describe("people", () => {
  const plan = testPlan([
    { id: "ask", uses: "test.ask" },
    { id: "after", dependencies: ["ask"] },
  ]);

  test("of two answers based on the same revision, one counts", () => {
    const run = Driver.started(plan);
    const { revision } = run.step("ask");
    const submit = {
      type: "submit",
      step: "ask",
      revision,
      result: { output: { value: 1 } },
    } as const;
    expect(run.send(submit)).toBeNull();
    const events = run.log.length;
    expect(run.send(submit)).toMatchObject({ code: "ended" });
    expect(run.log).toHaveLength(events);
  });

  test("an answer may name any later revision of the run at which the step had not changed", () => {
    const two = Driver.started(
      testPlan([
        { id: "x", uses: "test.ask" },
        { id: "y", uses: "test.ask" },
      ]),
    );
    const { revision } = two.work.state;
    const result = { output: { value: 1 } };
    expect(two.send({ type: "submit", step: "x", revision, result })).toBeNull();
    expect(two.send({ type: "submit", step: "y", revision, result })).toBeNull();
    expect(two.work.state.status).toBe("completed");
  });

  test("a rule of the step refuses an answer and changes nothing", () => {
    const rules = {
      validationRules: { small: { check: "output.value < 10.0", message: "Too big." } },
    };
    const run = Driver.started(testPlan([{ id: "ask", uses: "test.ask", ...rules }]));
    const { revision } = run.step("ask");
    const result = { output: { value: 11 } };
    const rejection = run.send({ type: "submit", step: "ask", revision, result });
    expect(rejection).toEqual({ code: "refused", message: "Too big." });
    expect(run.step("ask").status).toBe("waiting");
  });
});

describe("a changed answer", () => {
  const plan = testPlan([
    { id: "ask", uses: "test.ask" },
    { id: "other", uses: "test.ask", dependencies: ["ask"] },
    {
      id: "sum",
      config: { inputs: ["n"] },
      inputs: { n: "steps.ask.value" },
      dependencies: ["other"],
    },
    {
      id: "job",
      uses: "test.job",
      config: { inputs: ["n"] },
      inputs: { n: "steps.sum.value" },
      dependencies: ["sum"],
    },
    { id: "fine", uses: "test.approve", dependencies: ["job"] },
  ]);
  const reached = (): Driver => {
    const run = Driver.started(plan);
    run.answer("ask", 5);
    run.answer("other", 7);
    run.finishJob("job");
    return run;
  };
  const change = (run: Driver, value: number) =>
    run.must({
      type: "replace",
      step: "ask",
      revision: run.work.state.revision,
      result: { output: { value } },
    });

  test("keeps answers that do not depend on it and runs again what does", () => {
    const run = reached();
    change(run, 6);
    expect(run.step("other")).toMatchObject({
      status: "completed",
      iteration: 2,
      output: { value: 7 },
    });
    expect(run.step("sum").output).toEqual({ value: 6 });
    expect(run.step("job")).toMatchObject({ status: "ready", iteration: 2 });
    expect(historyOf(run.step("job"))).toMatchObject([{ iteration: 1, output: { value: 1 } }]);
  });

  test("pays for no job twice when its input turns out the same, but asks for approval anew", () => {
    const run = reached();
    change(run, 5);
    expect(run.step("job")).toMatchObject({ status: "completed", iteration: 2 });
    expect(run.step("fine")).toMatchObject({ status: "waiting", iteration: 2 });
  });

  test("makes the result of a job under way come too late", () => {
    const run = Driver.started(plan);
    run.answer("ask", 5);
    run.answer("other", 7);
    const token = run.step("job").token ?? "";
    run.must({ type: "startJob", step: "job", token });
    change(run, 6);
    const late = {
      type: "completeJob",
      step: "job",
      token,
      result: { output: { value: 9 } },
    } as const;
    expect(run.send(late)).toMatchObject({ code: "late" });
    expect(run.step("job").status).toBe("ready");
  });
});

describe("failure", () => {
  const retry = { maxAttempts: 3, backoffMs: 100, factor: 2 };

  test("retries with growing pauses, then fails the run and cancels the rest", () => {
    const run = Driver.started(
      testPlan([
        { id: "job", uses: "test.job", retry },
        { id: "ask", uses: "test.ask" },
      ]),
    );
    run.failJob("job", true);
    const first = run.effects.at(-1);
    expect(run.step("job")).toMatchObject({ status: "waiting", waitingFor: "retry", attempt: 1 });
    run.failJob("job", true);
    const second = run.effects.at(-1);
    const wait = (effect: typeof first) =>
      effect?.type === "enqueue" && effect.at ? effect.at : 0;
    expect(wait(second) - wait(first)).toBeGreaterThanOrEqual(100);
    run.failJob("job", true);
    expect(run.step("job")).toMatchObject({ status: "failed", attempt: 3 });
    expect(run.step("ask").status).toBe("cancelled");
    expect(run.work.state.status).toBe("failed");
  });

  test("an error that waiting cannot mend is not retried", () => {
    const run = Driver.started(testPlan([{ id: "job", uses: "test.job", retry }]));
    run.failJob("job", false);
    expect(run.work.state.status).toBe("failed");
  });

  test("follows an error edge instead of failing", () => {
    const run = Driver.started(
      testPlan([
        { id: "try", config: { fails: true } },
        { id: "rescue", dependencies: [{ step: "try", on: "error" }] },
        { id: "normal", dependencies: ["try"] },
      ]),
    );
    expect(run.statuses()).toEqual(["failed", "completed", "skipped"]);
    expect(run.work.state.status).toBe("completed");
  });

  test("asks a person, who may try again or skip", () => {
    const plan = testPlan([
      { id: "job", uses: "test.job", onError: "ask" },
      { id: "after", join: "all", dependencies: ["job"] },
    ]);
    const retried = Driver.started(plan);
    retried.failJob("job");
    const { revision } = retried.step("job");
    retried.must({ type: "retryStep", step: "job", revision, note: "shorter" });
    expect(retried.step("job")).toMatchObject({ status: "ready", note: "shorter" });
    retried.finishJob("job");
    expect(retried.work.state.status).toBe("completed");

    const skipped = Driver.started(plan);
    skipped.failJob("job");
    skipped.must({
      type: "skipStep",
      step: "job",
      revision: skipped.step("job").revision,
      reason: "no",
    });
    expect(skipped.statuses()).toEqual(["skipped", "skipped"]);
  });
});

describe("proposals", () => {
  test("wait for a person, who accepts or asks for another", () => {
    const run = Driver.started(testPlan([{ id: "draft", uses: "test.draft" }]));
    run.finishJob("draft", { value: 1 });
    expect(run.step("draft")).toMatchObject({ waitingFor: "proposal", proposal: { value: 1 } });
    run.must({ type: "retryStep", step: "draft", revision: run.step("draft").revision });
    run.finishJob("draft", { value: 2 });
    run.answer("draft", 2);
    expect(run.step("draft")).toMatchObject({
      status: "completed",
      attempt: 2,
      output: { value: 2 },
    });
  });

  test("may be decided anew, and what rests on them runs again", () => {
    const plan = testPlan([
      { id: "draft", uses: "test.draft" },
      {
        id: "double",
        dependencies: ["draft"],
        config: { inputs: ["a"] },
        inputs: { a: "steps.draft.value" },
      },
      { id: "sign", uses: "test.ask", dependencies: ["double"] },
    ]);
    const run = Driver.started(plan);
    run.finishJob("draft", { value: 1 });
    run.answer("draft", 1);
    expect(run.step("double").output).toEqual({ value: 1 });
    const { revision } = run.work.state;
    run.must({ type: "replace", step: "draft", revision, result: { output: { value: 5 } } });
    expect(run.step("draft").output).toEqual({ value: 5 });
    expect(run.step("double").output).toEqual({ value: 5 });
    expect(run.step("sign").waitingFor).toBe("form");
  });
});

describe("pause and cancel", () => {
  const plan = testPlan([
    { id: "job", uses: "test.job" },
    { id: "next", uses: "test.job", dependencies: ["job"] },
  ]);

  test("a pause records what comes in, starts nothing, and goes on when resumed", () => {
    const run = Driver.started(plan);
    const token = run.step("job").token ?? "";
    run.must({ type: "startJob", step: "job", token });
    run.must({ type: "pause" });
    run.must({ type: "completeJob", step: "job", token, result: { output: { value: 1 } } });
    expect(run.statuses()).toEqual(["completed", "pending"]);
    run.must({ type: "resume" });
    expect(run.statuses()).toEqual(["completed", "ready"]);
  });

  test("a job that came due during the pause is queued again when resumed", () => {
    const run = Driver.started(plan);
    run.must({ type: "pause" });
    const token = run.step("job").token ?? "";
    expect(run.send({ type: "startJob", step: "job", token })).toMatchObject({ code: "paused" });
    run.must({ type: "resume" });
    expect(run.effects.at(-1)).toEqual({ type: "enqueue", step: "job", token, at: null });
  });

  test("nothing happens after the end", () => {
    const run = Driver.started(plan);
    const token = run.step("job").token ?? "";
    run.must({ type: "cancel", reason: "changed my mind" });
    expect(run.work.state.status).toBe("cancelled");
    const late = {
      type: "completeJob",
      step: "job",
      token,
      result: { output: { value: 1 } },
    } as const;
    expect(run.send(late)).toMatchObject({ code: "ended" });
    expect(run.send({ type: "resume" })).toMatchObject({ code: "ended" });
  });
});
