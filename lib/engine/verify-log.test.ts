import { expect, test } from "vitest";

import type { Plan } from "#lib/engine/plan/plan.ts";
import { Driver, testPlan } from "#tests/support/engine-driver.ts";

import type { EventBody, ExecutionEvent } from "./state/event.ts";
import { LogVerifier, type LogFaultCode } from "./verify-log.ts";

/** A run with a job, a race, an exclusive group and a join, driven to its end. */
const plan = testPlan([
  { id: "job", uses: "test.job" },
  { id: "fast", uses: "test.ask", dependencies: ["job"], race: "r" },
  { id: "slow", uses: "test.ask", dependencies: ["job"], race: "r" },
  { id: "one", uses: "test.job", dependencies: ["fast"], exclusive: "e" },
  { id: "two", uses: "test.job", dependencies: ["fast"], exclusive: "e" },
  { id: "end", uses: "test.add", dependencies: ["one", "two"] },
]);

function logOfRun(): ExecutionEvent[] {
  const run = Driver.started(plan);
  run.finishJob("job");
  run.answer("fast");
  run.finishJob("one");
  run.finishJob("two");
  expect(run.work.state.status).toBe("completed");
  return run.log;
}

function faultsOf(log: readonly ExecutionEvent[], of: Plan = plan): LogFaultCode[] {
  const check = new LogVerifier(of);
  check.add(log);
  return check.faults.map(({ code }) => code);
}

/** The log with an event put in after the first that `where` names; what follows moves up. */
function withEvent(where: (event: ExecutionEvent) => boolean, body: EventBody): ExecutionEvent[] {
  const log = logOfRun();
  const at = log.findIndex(where) + 1;
  expect(at).toBeGreaterThan(0);
  const { at: time, actor } = log[at - 1]!;
  const longer = log.toSpliced(at, 0, { ...body, seq: 0, at: time, actor });
  return longer.map((event, i) => Object.assign({}, event, { seq: i + 1 }));
}

const is = (type: string, step?: string) => (event: ExecutionEvent) =>
  event.type === type && (step === undefined || ("step" in event && event.step === step));

test("a log that the engine wrote has no fault, in one piece or in many", () => {
  const log = logOfRun();
  expect(faultsOf(log)).toEqual([]);
  const check = new LogVerifier(plan);
  for (const event of log) check.add([event]);
  expect(check.faults).toEqual([]);
  expect(check.work.state.status).toBe("completed");
});

test.each<[LogFaultCode, string, () => ExecutionEvent[]]>([
  ["log_gap", "an event is missing", () => logOfRun().filter((e) => e.seq !== 3)],
  [
    "log_gap",
    "the last but one is missing",
    () => logOfRun().filter((_, i, all) => i !== all.length - 2),
  ],
  [
    "not_started",
    "it does not begin with the start",
    () => logOfRun().filter(({ seq }) => seq > 1),
  ],
  [
    "not_started",
    "it starts twice",
    () => withEvent(is("step.queued", "job"), { type: "execution.started", inputs: {} }),
  ],
  [
    "after_end",
    "a step ends after the run",
    () => withEvent(is("execution.completed"), { type: "step.skipped", step: "end", reason: "" }),
  ],
  [
    "unknown_step",
    "an event names a step that the plan lacks",
    () => withEvent(is("execution.started"), { type: "step.skipped", step: "gone", reason: "" }),
  ],
  [
    "settled_twice",
    "a step is skipped after it completed",
    () =>
      withEvent(is("step.completed", "fast"), { type: "step.skipped", step: "fast", reason: "" }),
  ],
  [
    "no_attempt",
    "a second result of the same attempt counts",
    () =>
      withEvent(is("step.completed", "job"), { type: "step.proposed", step: "job", proposal: {} }),
  ],
  [
    "no_attempt",
    "an attempt begins that was not queued",
    () =>
      withEvent(is("execution.started"), { type: "step.started", step: "one", token: "token-9" }),
  ],
  [
    "token_reused",
    "another attempt has the token of an earlier one",
    () =>
      withEvent(is("step.skipped", "slow"), {
        type: "step.queued",
        step: "two",
        input: {},
        token: "token-1",
      }),
  ],
  [
    "two_winners",
    "both choices of a race complete",
    () =>
      withEvent(is("step.completed", "fast"), { type: "step.completed", step: "slow", output: {} }),
  ],
  [
    "group_busy",
    "two steps of a group are under way",
    () =>
      withEvent(is("step.started", "one"), {
        type: "step.queued",
        step: "two",
        input: {},
        token: "another",
      }),
  ],
  [
    "too_early",
    "a step begins before those it depends on",
    () =>
      withEvent(is("step.completed", "one"), { type: "step.completed", step: "end", output: {} }),
  ],
])("%s: %s", (code, _why, log) => {
  expect(faultsOf(log())).toContain(code);
});

test("a step that begins while the run is paused is a fault", () => {
  const run = new Driver(plan);
  run.must({ type: "start", inputs: {} });
  run.must({ type: "pause" });
  const { at, actor } = run.log[0]!;
  const queued = { type: "step.opened", step: "fast", input: {}, seq: 4, at, actor } as const;
  expect(faultsOf([...run.log, queued])).toEqual(["too_early"]);
});

test("a change of what has happened is a fault, one of what lies ahead is none", () => {
  const begun = testPlan([
    { id: "a", uses: "test.ask" },
    { id: "b", uses: "test.ask" },
  ]);
  const ahead = testPlan([...begun.definition.steps, { id: "c", uses: "test.ask" }]);
  const other = testPlan([
    { id: "a", uses: "test.ask", name: "Other" },
    { id: "b", uses: "test.ask" },
  ]);
  const run = Driver.started(begun);
  run.answer("a");
  const plans = new Map([
    ["ahead", ahead],
    ["other", other],
  ]);
  const faultsAfter = (to: string) => {
    const check = new LogVerifier(begun, (id) => plans.get(id)!);
    const patched = { type: "execution.patched" as const, from: "begun", to, patch: null };
    const { at, actor } = run.log.at(-1)!;
    check.add([...run.log, { ...patched, seq: run.log.length + 1, at, actor }]);
    return check.faults.map(({ code }) => code);
  };
  expect(faultsAfter("ahead")).toEqual([]);
  expect(faultsAfter("other")).toEqual(["past_changed"]);
});
