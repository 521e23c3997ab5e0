import * as fc from "fast-check";

import { isGroupBusy } from "#lib/engine/loops.ts";
import type { Plan, PlanStep } from "#lib/engine/plan.ts";
import { isUnderWay } from "#lib/engine/work.ts";

import { aChild, type Driver, type StepInput, testPlan } from "./engine-driver.ts";

type Shape = {
  uses: string;
  back: number[];
  join: "all" | "any" | { count: number };
  guard: boolean | null;
  pick: "a" | "b";
  on: ("a" | "b" | "error" | null)[];
  fails: boolean;
  ask: boolean;
  race: string | null;
  exclusive: string | null;
  cancels: number | null;
  deadline: boolean;
  /** Whether the step may lead back to the first step it depends on. */
  loop: "wait" | "cancel" | null;
};

const shape: fc.Arbitrary<Shape> = fc.record({
  uses: fc.constantFrom(
    "test.add",
    "test.job",
    "test.draft",
    "test.ask",
    "test.signal",
    "test.timer",
    "test.choose",
    "test.approve",
    "test.child",
  ),
  back: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
  join: fc.oneof(
    fc.constant("all" as const),
    fc.constant("any" as const),
    fc.record({ count: fc.integer({ min: 1, max: 3 }) }),
  ),
  guard: fc.option(fc.boolean(), { freq: 3 }),
  pick: fc.constantFrom("a", "b"),
  on: fc.array(fc.constantFrom("a", "b", "error", null), { minLength: 3, maxLength: 3 }),
  fails: fc.boolean().map((b) => b),
  ask: fc.boolean(),
  race: fc.option(fc.constantFrom("r", "q"), { freq: 6 }),
  exclusive: fc.option(fc.constantFrom("e", "f"), { freq: 5 }),
  cancels: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 8 }),
  deadline: fc.boolean(),
  loop: fc.option(fc.constantFrom("wait", "cancel"), { freq: 4 }),
});

/** Definitions whose steps depend on a few of the steps before them, and may lead back to one of these. */
export const plans = fc.array(shape, { minLength: 1, maxLength: 12 }).map(planOf);

/** The same, where what happens does not depend on what happens first, and no rounds are counted. */
const untimed = shape.map((s): Shape =>
  Object.assign(s, { race: null, cancels: null, loop: null }),
);
export const untimedPlans = fc.array(untimed, { minLength: 1, maxLength: 12 }).map(planOf);

function planOf(shapes: readonly Shape[]): Plan {
  return testPlan([
    // Nobody has to answer this one, so that some runs stay open.
    { id: "open", uses: "test.ask" },
    ...shapes.map((s, i): StepInput => {
      const sources = s.back.filter((b) => b <= i);
      const dependencies = sources.map((b, n) => {
        const source = shapes[i - b]!;
        const on = s.on[n];
        const usable = on === "error" || (source.uses === "test.choose" && on !== null);
        return usable ? { step: `s${i - b}`, on: on! } : { step: `s${i - b}` };
      });
      const loops = shapes.flatMap((from, at) => {
        const first = from.back.find((b) => b <= at);
        if (from.loop === null || first === undefined || at - first !== i) return [];
        return [
          { step: `s${at}`, on: "a", back: true as const, maxIterations: 3, active: from.loop },
        ];
      });
      return {
        id: `s${i}`,
        uses: s.uses,
        dependencies: [...dependencies, ...loops],
        join: s.join,
        onError: s.ask ? "ask" : "fail",
        retry: { maxAttempts: 2, backoffMs: 10 },
        config: {
          ...(s.uses === "test.choose" && { outcomes: ["a", "b"], pick: s.pick }),
          ...(s.fails && { fails: true }),
          name: `signal ${i % 2}`,
          ms: 10,
          ...(s.uses === "test.child" && { definition: aChild }),
        },
        ...(s.deadline && { deadlineMs: 50 }),
        ...(s.guard !== null && { when: String(s.guard) }),
        ...(s.race !== null && { race: s.race }),
        ...(s.exclusive !== null && { exclusive: s.exclusive }),
        ...(s.cancels !== null && s.cancels <= i && { cancels: [`s${i - s.cancels}`] }),
      };
    }),
  ]);
}

/** One thing that can happen next to an open step, whatever it is. */
function act(run: Driver, id: string, choice: number): void {
  const step = run.step(id);
  const { revision } = step;
  const outcome = choice % 2 === 0 ? "a" : "b";
  const result = { output: { value: choice % 7 }, outcome };
  const error = { code: "broke", message: "It broke.", retryable: choice % 3 === 0 };
  const token = step.token ?? "";
  if (step.status === "ready" && step.token === null) {
    if (choice % 2 === 0) run.send({ type: "open", step: id, revision });
    else run.send({ type: "submit", step: id, revision, result });
  } else if (step.status === "ready" || step.waitingFor === "retry") {
    run.send({ type: "startJob", step: id, token });
  } else if (step.status === "running") {
    if (choice % 4 === 0) run.send({ type: "failJob", step: id, token, error });
    else run.send({ type: "completeJob", step: id, token, result });
  } else if (step.waitingFor === "time") {
    run.send({ type: "wake", step: id, token });
  } else if (step.waitingFor === "signal") {
    run.send({ type: "signal", name: `signal ${choice % 2}`, data: choice });
  } else if (step.waitingFor === "form") {
    run.send({ type: "submit", step: id, revision, result });
  } else if (choice % 3 === 0) {
    run.send({ type: "retryStep", step: id, revision });
  } else {
    run.send({ type: "skipStep", step: id, revision, reason: "chosen" });
  }
}

/** One of the deadlines that hold passes. */
function passDeadline(run: Driver, choice: number): void {
  const limited = run.plan.steps.flatMap(({ id }) => {
    const { deadlineAt } = run.step(id);
    return deadlineAt === null ? [] : [{ step: id, at: deadlineAt }];
  });
  const passed = limited[choice % Math.max(limited.length, 1)];
  if (passed) run.send({ type: "deadline", ...passed });
}

function disturb(run: Driver, choice: number): void {
  const answered = run.plan.steps.filter(
    ({ id, operation, config }) =>
      run.step(id).status === "completed" &&
      (operation.mode === "interactive" || operation.proposes(config)),
  );
  const target = answered[choice % Math.max(answered.length, 1)];
  const revision = run.work.state.revision;
  if (choice % 9 === 2) passDeadline(run, choice);
  else if (choice % 5 === 0) run.send({ type: "pause" });
  else if (choice % 5 === 1 && target) {
    const result = { output: { value: choice % 7 }, outcome: "a" };
    run.send({ type: "replace", step: target.id, revision, result });
  } else if (choice % 37 === 2) run.send({ type: "cancel" });
  else if (choice % 7 === 2) run.send({ type: "signal", name: `signal ${choice % 2}`, data: 1 });
  else if (choice % 11 === 3) {
    const any = run.plan.steps[choice % run.plan.steps.length]!;
    run.send({ type: "cancelStep", step: any.id, revision, reason: "chosen" });
  } else run.send({ type: "resume" });
}

export function drive(run: Driver, choices: readonly number[], watch = () => {}): void {
  run.must({ type: "start", inputs: {} });
  goOn(run, choices, watch);
}

export function goOn(run: Driver, choices: readonly number[], watch = () => {}): void {
  for (const choice of choices) {
    run.send({ type: "continue" });
    const open = run.plan.steps.filter(({ id }) => {
      const { status } = run.step(id);
      return status === "ready" || status === "running" || status === "waiting";
    });
    if (choice % 6 === 5) disturb(run, choice);
    const next = open[choice % Math.max(open.length, 1)];
    if (next) act(run, next.id, choice);
    watch();
  }
}

export const schedules = fc.array(fc.nat(10_000), { minLength: 5, maxLength: 60 });

/** Answers, finishes or skips whatever is open, or as many steps, except the one that keeps the run from ending. */
export function settleAllBut(
  kept: string,
  run: Driver,
  answerOf: (id: string) => number,
  most = Number.POSITIVE_INFINITY,
): void {
  let acts = 0;
  const isOpen = (step: PlanStep) => {
    const now = run.step(step.id);
    if (step.id === kept || !["ready", "waiting"].includes(now.status)) return false;
    return isUnderWay(now) || !isGroupBusy(run.work, step);
  };
  for (let next = run.plan.steps.find(isOpen); next; next = run.plan.steps.find(isOpen)) {
    if (run.work.state.status !== "running" || acts++ >= most) return;
    const { status, waitingFor, revision, token } = run.step(next.id);
    if (waitingFor === "failure") {
      run.must({ type: "skipStep", step: next.id, revision, reason: "skipped" });
    } else if (status === "ready" && token !== null) run.finishJob(next.id);
    else if (waitingFor === "time") run.must({ type: "wake", step: next.id, token: token ?? "" });
    else run.answer(next.id, answerOf(next.id));
  }
}
