import * as fc from "fast-check";

import { isGroupBusy } from "#lib/engine/drain/loops.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import { isActive, isUnderWay } from "#lib/engine/state/state.ts";
import { stateOf, type Task, taskAt, tasksOf } from "#lib/engine/state/task.ts";

import { aChild, type Driver, type StepInput, testPlan } from "./engine-driver.ts";

type Instances = {
  count: number;
  concurrency: number;
  complete: "all" | "none" | { count: number };
  onInstanceError: "fail" | "collect";
  open: boolean;
};

type Shape = {
  uses: string;
  back: number[];
  join: "all" | "any" | "each" | { count: number };
  guard: boolean | null;
  pick: "a" | "b";
  on: ("a" | "b" | "error" | null)[];
  fails: boolean;
  ask: boolean;
  race: string | null;
  exclusive: string | null;
  cancels: number | null;
  deadline: boolean;
  compensation: string | null;
  /** For how many items the step has instances, and how. Null for a step that is done once. */
  instances: Instances | null;
  /** Whether the step may lead back to the first step it depends on. */
  loop: "wait" | "cancel" | null;
  /** Until which step a question may be answered, by its distance, and from which one before that. */
  window: { before: number; after: number } | null;
};

const instances: fc.Arbitrary<Instances> = fc.record({
  count: fc.nat(4),
  concurrency: fc.integer({ min: 1, max: 3 }),
  complete: fc.constantFrom<Instances["complete"]>("all", "none", { count: 1 }, { count: 2 }),
  onInstanceError: fc.constantFrom("fail", "collect"),
  open: fc.boolean(),
});

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
    fc.constant("each" as const),
  ),
  instances: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: instances },
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
  compensation: fc.option(fc.constantFrom("test.add", "test.job", "test.ask", "test.draft"), {
    freq: 2,
  }),
  loop: fc.option(fc.constantFrom("wait", "cancel"), { freq: 4 }),
  window: fc.option(
    fc.record({ before: fc.integer({ min: -4, max: 4 }), after: fc.integer({ min: 1, max: 4 }) }),
    { freq: 4 },
  ),
});

/** Definitions whose steps depend on a few of the steps before them, and may lead back to one of these. */
export const plans = fc
  .tuple(
    fc.array(shape, { minLength: 1, maxLength: 12 }),
    fc.option(fc.record({ deadlineMs: fc.constant(500) }), { freq: 3, nil: {} }),
  )
  .map(([shapes, more]) => planOf(shapes, more));

/** The same, where the result does not depend on the order of events, and iterations are not counted. */
const untimed = shape.map((s): Shape => {
  const all = s.instances && Object.assign(s.instances, { complete: "all" });
  return Object.assign(s, { race: null, cancels: null, loop: null, window: null, instances: all });
});
export const untimedPlans = fc
  .array(untimed, { minLength: 4, maxLength: 12 })
  .map((shapes) => planOf(shapes));

function planOf(shapes: readonly Shape[], more: { deadlineMs?: number } = {}): Plan {
  return testPlan(stepsOf(shapes), more);
}

function stepsOf(shapes: readonly Shape[]): StepInput[] {
  return [
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
      const loops = isEach(s, dependencies.length)
        ? []
        : shapes.flatMap((from, at) => {
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
        ...instancesOf(s, dependencies.length),
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
        ...(s.compensation !== null && {
          compensate: { uses: s.compensation, config: { fails: s.fails } },
        }),
        ...(s.guard !== null && { when: String(s.guard) }),
        ...(s.race !== null && { race: s.race }),
        ...(s.exclusive !== null && { exclusive: s.exclusive }),
        ...(s.cancels !== null && s.cancels <= i && { cancels: [`s${i - s.cancels}`] }),
        ...windowOf(shapes, i),
      };
    }),
  ];
}

/** The window of a question that is asked once, where it ends before a step that does not wait for the question. */
function windowOf(shapes: readonly Shape[], at: number): Pick<StepInput, "window"> {
  const { uses, window, instances: list, join, race, exclusive } = shapes[at]!;
  if (!window || uses !== "test.ask" || list || join === "each" || race || exclusive) return {};
  const before = at + window.before;
  if (before === at || !shapes[before] || leadsTo(shapes, at, before)) return {};
  const after = Math.min(at, before) - window.after;
  return { window: { before: `s${before}`, ...(after >= 0 && { after: `s${after}` }) } };
}

/** Whether a step may wait for another one, by what it depends on or by what opens its window. */
function leadsTo(shapes: readonly Shape[], from: number, to: number): boolean {
  const { back, window } = shapes[to]!;
  const parents = back.map((b) => to - b);
  if (window) parents.push(Math.min(to, to + window.before) - window.after);
  return parents.some((one) => one === from || (one > from && leadsTo(shapes, from, one)));
}

function isEach({ join, instances: list }: Shape, edges: number): boolean {
  return join === "each" && list === null && edges > 0;
}

function instancesOf(s: Shape, edges: number): Pick<StepInput, "join" | "forEach"> {
  if (s.join === "each") return isEach(s, edges) ? { join: "each" } : listOf(s);
  return { join: s.join, ...listOf(s) };
}

function listOf({ instances: list }: Shape): Pick<StepInput, "forEach"> {
  if (!list) return {};
  const { count, open, complete, ...how } = list;
  const items = Array.from({ length: count }, (_, n) => n + 1).join(", ");
  return { forEach: { ...how, complete, open: open && complete !== "none", in: `[${items}]` } };
}

/** One thing that can happen next to an open step or instance, whatever it is. */
function act(run: Driver, id: string, choice: number): void {
  const step = run.task(id);
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
  } else if (step.status === "running" && step.token === null) {
    addOrClose(run, id, choice);
  } else if (step.status === "running") {
    if (choice % 4 === 0) run.send({ type: "failJob", step: id, token, error });
    else run.send({ type: "completeJob", step: id, token, result });
  } else if (step.waitingFor === "time") {
    run.send({ type: "wake", step: id, token });
  } else if (step.waitingFor === "signal") {
    run.send({ type: "signal", name: `signal ${choice % 2}`, data: choice });
  } else if (step.waitingFor === "form") {
    run.send({ type: "submit", step: id, revision, result });
  } else decideFailure(run, id, choice);
}

function decideFailure(run: Driver, step: string, choice: number): void {
  const { revision } = run.task(step);
  if (choice % 3 === 0) run.send({ type: "retryStep", step, revision });
  else run.send({ type: "skipStep", step, revision, reason: "chosen" });
}

function addOrClose(run: Driver, step: string, choice: number): void {
  const { revision } = run.task(step);
  if (choice % 3 === 0) run.send({ type: "closeInstances", step, revision });
  else run.send({ type: "addInstance", step, revision, item: choice });
}

/** One of the deadlines that hold passes, that of the whole run among them. */
function passDeadline(run: Driver, choice: number): void {
  const limited = [null, ...run.plan.steps.map(({ id }) => id)].flatMap((step) => {
    const { deadlineAt } = step === null ? run.work.state : run.step(step);
    return deadlineAt === null ? [] : [{ step, at: deadlineAt }];
  });
  const passed = limited[choice % Math.max(limited.length, 1)];
  if (passed) run.send({ type: "deadline", ...passed });
}

function disturb(run: Driver, choice: number): void {
  const answered = [...tasksOf(run.work)].filter((one) => {
    const { operation, config } = one.step;
    const byPerson = operation.mode === "interactive" || operation.proposes(config);
    return byPerson && stateOf(run.work, one).status === "completed";
  });
  const task = answered[choice % Math.max(answered.length, 1)];
  const revision = run.work.state.revision;
  if (choice % 9 === 2) passDeadline(run, choice);
  else if (choice % 5 === 0) run.send({ type: "pause" });
  else if (choice % 5 === 1 && task) {
    const result = { output: { value: choice % 7 }, outcome: "a" };
    run.send({ type: "replace", step: task.address, revision, result });
  } else if (choice % 37 === 2) run.send({ type: "cancel", compensate: choice % 5 !== 4 });
  else if (choice % 7 === 2) run.send({ type: "signal", name: `signal ${choice % 2}`, data: 1 });
  else if (choice % 11 === 3) {
    const all = [...tasksOf(run.work)];
    const chosen = all[choice % all.length]!;
    run.send({ type: "cancelStep", step: chosen.address, revision, reason: "chosen" });
  } else run.send({ type: "resume" });
}

export function drive(run: Driver, choices: readonly number[], watch = () => {}): void {
  run.must({ type: "start", inputs: {} });
  goOn(run, choices, watch);
}

export function goOn(run: Driver, choices: readonly number[], watch = () => {}): void {
  for (const choice of choices) {
    run.send({ type: "continue" });
    const open = openIn(run);
    if (choice % 6 === 5) disturb(run, choice);
    const next = open[choice % Math.max(open.length, 1)];
    if (next && taskAt(run.work, next.address)) act(run, next.address, choice);
    watch();
  }
}

/** All ready, running or waiting steps and instances. */
export function openIn({ work }: Driver): Task[] {
  return [...tasksOf(work)].filter((task) => isActive(stateOf(work, task).status));
}

export const schedules = fc.array(fc.nat(10_000), { minLength: 5, maxLength: 60 });

/**
 * Answers, finishes or skips everything that is open, or as many steps, except the one that keeps the run from ending.
 */
export function settleAllBut(
  kept: string,
  run: Driver,
  answerOf: (id: string) => number,
  most = Number.POSITIVE_INFINITY,
): void {
  let acts = 0;
  const isOpen = (task: Task) => {
    const { step, part, address } = task;
    const now = stateOf(run.work, task);
    if (address === kept) return false;
    if (now.status === "running") return step.multiInstance?.open && !run.step(step.id).closed;
    if (!["ready", "waiting"].includes(now.status)) return false;
    return part !== null || isUnderWay(now) || !isGroupBusy(run.work, step);
  };
  const nextOpen = () => [...tasksOf(run.work)].find(isOpen)?.address;
  for (let next = nextOpen(); next !== undefined; next = nextOpen()) {
    if (run.work.state.status !== "running" || acts++ >= most) return;
    const { status, waitingFor, revision, token } = run.task(next);
    if (waitingFor === "failure") {
      run.must({ type: "skipStep", step: next, revision, reason: "skipped" });
    } else if (status === "running") run.must({ type: "closeInstances", step: next, revision });
    else if (status === "ready" && token !== null) run.finishJob(next);
    else if (waitingFor === "time") run.must({ type: "wake", step: next, token: token ?? "" });
    else run.answer(next, answerOf(next));
  }
}
