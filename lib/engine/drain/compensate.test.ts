import { expect, test } from "vitest";

import { evolve } from "#lib/engine/state/evolve.ts";
import { newWorkingState } from "#lib/engine/state/working-state.ts";
import { Driver, type StepInput, testPlan } from "#tests/support/engine-driver.ts";

/** Books one thing after the other. A job cancels each booking when the run does not complete. */
const booked: StepInput[] = [
  { id: "flight", uses: "test.job", compensate: compensation({ inputs: ["value"] }) },
  { id: "hotel", uses: "test.ask", dependencies: ["flight"], compensate: compensation() },
  { id: "note", dependencies: ["hotel"] },
  { id: "car", uses: "test.add", dependencies: ["note"], compensate: { uses: "test.add" } },
  { id: "pay", uses: "test.job", dependencies: ["car"], compensate: compensation() },
  { id: "other", uses: "test.ask" },
];

function compensation({ inputs = [] as string[] } = {}) {
  const read = Object.fromEntries(inputs.map((name) => [name, "steps.flight.value"]));
  const retry = { maxAttempts: 2, backoffMs: 10 };
  return { uses: "test.job", config: { inputs }, inputs: read, retry };
}

function untilPay(): Driver {
  const run = Driver.started(testPlan(booked));
  run.finishJob("flight", { value: 7 });
  run.answer("hotel");
  return run;
}

const compensated = (run: Driver) =>
  run.log.flatMap((e) =>
    "step" in e && e.step?.includes("$undo") && e.type === "step.completed" ? [e.step] : [],
  );

test("a run that fails compensates its completed steps, the last first, and then has failed", () => {
  const run = untilPay();
  run.failJob("pay");
  expect(run.work.state).toMatchObject({ status: "running", ending: { as: "failed" } });
  // What was under way has ended, and nothing else begins.
  expect(run.step("other").status).toBe("cancelled");
  expect(compensated(run)).toEqual(["car$undo"]);
  expect(run.task("hotel$undo").status).toBe("ready");
  expect(run.step("flight").parts).toBeNull();
  run.finishJob("hotel$undo");
  expect(run.task("flight$undo").input).toEqual({ value: 7 });
  run.finishJob("flight$undo");
  expect(compensated(run)).toEqual(["car$undo", "hotel$undo", "flight$undo"]);
  expect(run.work.state).toMatchObject({ status: "failed", error: { code: "broke" } });
  expect(run.log.at(-1)).toMatchObject({ type: "execution.failed", step: "pay" });
  // Steps that did not complete, or that declare no compensation, stay as they are.
  expect(run.step("pay").parts).toBeNull();
  expect(run.step("hotel")).toMatchObject({ status: "completed", output: { value: 1 } });
});

test("a run that is cancelled does so too, with its reason, unless the command says otherwise", () => {
  const run = untilPay();
  run.must({ type: "cancel", reason: "No holiday" });
  run.finishJob("hotel$undo");
  run.finishJob("flight$undo");
  expect(run.work.state.status).toBe("cancelled");
  expect(run.log.at(-1)).toMatchObject({ type: "execution.cancelled", reason: "No holiday" });
  const at = untilPay();
  at.must({ type: "cancel", compensate: false });
  expect(at.work.state.status).toBe("cancelled");
  expect(compensated(at)).toEqual([]);
});

test("a compensation that fails waits for a person, who tries again or goes on without it", () => {
  const run = untilPay();
  run.must({ type: "cancel" });
  run.failJob("hotel$undo", true);
  run.failJob("hotel$undo", true);
  expect(run.task("hotel$undo")).toMatchObject({ status: "waiting", waitingFor: "failure" });
  const { revision } = run.task("hotel$undo");
  run.must({ type: "retryStep", step: "hotel$undo", revision });
  run.failJob("hotel$undo");
  const now = run.task("hotel$undo").revision;
  run.must({ type: "skipStep", step: "hotel$undo", revision: now, reason: "Done by phone" });
  run.finishJob("flight$undo");
  expect(run.work.state.status).toBe("cancelled");
  expect(compensated(run)).toEqual(["car$undo", "flight$undo"]);
});

test("a second cancel gives up what is left", () => {
  const run = untilPay();
  run.failJob("pay");
  const { token } = run.task("hotel$undo");
  run.must({ type: "cancel" });
  expect(run.work.state).toMatchObject({ status: "failed", error: { code: "broke" } });
  expect(run.task("hotel$undo").status).toBe("cancelled");
  const named = { step: "hotel$undo", token: token!, result: { output: {} } };
  expect(run.send({ type: "completeJob", ...named })).toMatchObject({ code: "ended" });
});

test("while it ends, nothing else can be changed; a pause holds it, and it goes on after", () => {
  const run = untilPay();
  run.must({ type: "pause" });
  run.must({ type: "cancel" });
  run.must({ type: "pause" });
  const { token } = run.task("hotel$undo");
  expect(run.send({ type: "startJob", step: "hotel$undo", token: token! })).toMatchObject({
    code: "paused",
  });
  run.must({ type: "resume" });
  const result = { output: { value: 2 } };
  const { revision } = run.work.state;
  expect(run.send({ type: "replace", step: "hotel", revision, result })).toMatchObject({
    code: "refused",
  });
  run.finishJob("hotel$undo");
  run.finishJob("flight$undo");
  expect(run.work.state.status).toBe("cancelled");
  const replayed = newWorkingState(run.plan);
  for (const event of run.log) evolve(replayed, event);
  expect(replayed.state).toEqual(run.work.state);
});

test("the answer to a compensation is no answer of the step, and stays", () => {
  const asked = { uses: "test.ask" };
  const run = Driver.started(
    testPlan([
      { id: "flight", uses: "test.ask", compensate: compensation() },
      { id: "hotel", uses: "test.ask", dependencies: ["flight"], compensate: asked },
      { id: "other", uses: "test.ask" },
    ]),
  );
  run.answer("flight");
  run.answer("hotel");
  run.must({ type: "cancel" });
  run.answer("hotel$undo");
  const before = structuredClone(run.work.state);
  const { revision } = before;
  const changed = { step: "hotel$undo", revision, result: { output: { value: 2 } } };
  expect(run.send({ type: "replace", ...changed })).toMatchObject({ code: "not_waiting" });
  expect(run.work.state).toEqual(before);
  expect(run.fork("hotel$undo", changed.result)).toBeNull();
  run.finishJob("flight$undo");
  expect(run.work.state.status).toBe("cancelled");
  expect(run.work.active).toBe(0);
  expect(run.step("hotel")).toMatchObject({ status: "completed", iteration: 1 });
});

test("a drain that is cut short goes on with what is left", () => {
  const steps = Array.from({ length: 5 }, (_, i): StepInput => ({
    id: `s${i}`,
    dependencies: i === 0 ? [] : [`s${i - 1}`],
    compensate: { uses: "test.add" },
  }));
  const run = new Driver(testPlan([...steps, { id: "end", uses: "test.ask" }]));
  run.must({ type: "start", inputs: {} });
  run.batch = 2;
  run.must({ type: "cancel" });
  for (let turn = 0; turn < 3; turn++) run.send({ type: "continue" });
  expect(compensated(run)).toEqual(["s4$undo", "s3$undo", "s2$undo", "s1$undo", "s0$undo"]);
  expect(run.work.state.status).toBe("cancelled");
});

/**
 * Prices and orders in iterations until somebody is content. An order is taken back at the price that it was made for.
 */
const iterations: StepInput[] = [
  {
    id: "price",
    uses: "test.ask",
    dependencies: [{ step: "content", on: "a", back: true, maxIterations: 5 }],
  },
  {
    id: "order",
    uses: "test.job",
    config: { inputs: ["value"] },
    inputs: { value: "steps.price.value" },
    dependencies: ["price"],
    compensate: {
      uses: "test.job",
      config: { inputs: ["value", "at", "before"] },
      inputs: {
        value: "steps.order.value",
        at: "steps.price.value",
        before: "size(history.order)",
      },
    },
  },
  { id: "content", uses: "test.ask", dependencies: ["order"] },
];

/** Two iterations are over, and the third has begun. */
function inThirdRound(): Driver {
  const run = Driver.started(testPlan(iterations));
  for (const iteration of [1, 2]) {
    run.answer("price", iteration * 10);
    run.finishJob("order", { value: iteration });
    run.answer("content", 1, "a");
  }
  run.answer("price", 30);
  return run;
}

test("each iteration of a loop is compensated, the last first, with what it had read then", () => {
  const run = inThirdRound();
  expect(run.step("order").status).toBe("ready");
  run.must({ type: "cancel" });
  expect(run.task("order$undo").input).toEqual({ value: 2, at: 20, before: 1 });
  run.finishJob("order$undo");
  expect(run.task("order$undo-1").input).toEqual({ value: 1, at: 10, before: 0 });
  expect(run.work.state.status).toBe("running");
  run.finishJob("order$undo-1");
  expect(run.work.state.status).toBe("cancelled");
  expect(run.replayed().state).toEqual(run.work.state);
});

test("a person decides about a compensation that fails, and the iterations before it are still compensated", () => {
  const run = inThirdRound();
  run.must({ type: "cancel" });
  run.failJob("order$undo");
  const { revision } = run.task("order$undo");
  run.must({ type: "skipStep", step: "order$undo", revision, reason: "Done by phone" });
  expect(run.task("order$undo").status).toBe("skipped");
  expect(run.task("order$undo-1").input).toEqual({ value: 1, at: 10, before: 0 });
  run.must({ type: "cancel" });
  expect(run.work.state.status).toBe("cancelled");
  expect(run.task("order$undo-1").status).toBe("cancelled");
});

test("after a changed answer an earlier job is compensated as well, and an earlier answer is not", () => {
  const run = Driver.started(testPlan(iterations));
  run.answer("price", 10);
  run.finishJob("order", { value: 1 });
  const { revision } = run.work.state;
  run.must({ type: "replace", step: "price", revision, result: { output: { value: 11 } } });
  run.finishJob("order", { value: 2 });
  run.must({ type: "cancel" });
  expect(run.task("order$undo").input).toEqual({ value: 2, at: 11, before: 1 });
  run.finishJob("order$undo");
  expect(run.task("order$undo-1").input).toEqual({ value: 1, at: 10, before: 0 });
  run.finishJob("order$undo-1");
  expect(run.work.state.status).toBe("cancelled");
  const asked = untilPay();
  const at = asked.work.state.revision;
  asked.must({ type: "replace", step: "hotel", revision: at, result: { output: { value: 5 } } });
  asked.must({ type: "cancel" });
  asked.finishJob("hotel$undo");
  asked.finishJob("flight$undo");
  expect(compensated(asked)).toEqual(["car$undo", "hotel$undo", "flight$undo"]);
});

test("a what-if compensates what it did itself, and leaves to its source what that one did", () => {
  const source = untilPay();
  const fork = source.fork("hotel", { output: { value: 5 } })!;
  fork.must({ type: "cancel" });
  expect(fork.step("flight").parts).toBeNull();
  fork.finishJob("hotel$undo");
  expect(compensated(fork)).toEqual(["car$undo", "hotel$undo"]);
  expect(fork.work.state.status).toBe("cancelled");
  expect(source.step("flight").parts).toBeNull();
});

test("a result that a what-if carried over from its source stays with the source", () => {
  const source = Driver.started(
    testPlan([
      { id: "goal", uses: "test.ask" },
      { id: "hold", uses: "test.job", dependencies: ["goal"], compensate: compensation() },
      { id: "open", uses: "test.ask", dependencies: ["hold"] },
    ]),
  );
  source.answer("goal");
  source.finishJob("hold");
  const fork = source.fork("goal", { output: { value: 9 } })!;
  expect(fork.log.at(-2)).toMatchObject({ type: "step.completed", step: "hold", carriedFrom: 1 });
  fork.must({ type: "cancel" });
  expect(compensated(fork)).toEqual([]);
  expect(fork.work.state.status).toBe("cancelled");
});

test("a run whose what-if is used instead compensates what it did since", () => {
  const run = untilPay();
  const since = run.step("flight").revision;
  run.must({ type: "cancel", since });
  expect(run.work.state.ending).toMatchObject({ since });
  run.finishJob("hotel$undo");
  expect(compensated(run)).toEqual(["car$undo", "hotel$undo"]);
  expect(run.work.state.status).toBe("cancelled");
  expect(run.replayed().state).toEqual(run.work.state);
  const at = untilPay();
  at.must({ type: "cancel", since: at.work.state.revision });
  expect(at.work.state.status).toBe("cancelled");
});
