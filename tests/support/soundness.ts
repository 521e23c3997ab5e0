import * as fc from "fast-check";
import { expect } from "vitest";

import { advance } from "#lib/engine/advance.ts";
import { childEnding } from "#lib/engine/decide/child-ending.ts";
import type { InlineCall, StepResult } from "#lib/engine/definition/catalog.ts";
import type {
  WorkflowDefinition,
  WorkflowDefinitionInput,
} from "#lib/engine/definition/definition.ts";
import type { Diagnostic } from "#lib/engine/definition/diagnostic.ts";
import { applyQuickFix } from "#lib/engine/definition/quick-fix.ts";
import { isGroupBusy } from "#lib/engine/drain/loops.ts";
import { takesInstances } from "#lib/engine/drain/run-instances.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import { type ProofBounds, proofBounds } from "#lib/engine/proof/decision-diagram.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import { historyOf } from "#lib/engine/state/history.ts";
import { isUnderWay, type StepState, type TaskState } from "#lib/engine/state/state.ts";
import { stateOf, type Task, tasksOf } from "#lib/engine/state/task.ts";
import { newWorkingState, type WorkingState } from "#lib/engine/state/working-state.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import type { Environment } from "#lib/engine/turn/turn.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { sampleCatalog } from "./definitions.ts";

const profile = { age: 40, goal: "house" };

/** Decides by its rules. Every other step gives a profile. */
function runSample(call: InlineCall): StepResult {
  const output = { profile };
  if (call.uses !== "sample.choose") return { output };
  return { output, outcome: call.evaluate("inputs.flag > 2") === true ? "x" : "y" };
}

/** A run of sample operations, as far as it has come. */
export type SampleRun = {
  readonly work: WorkingState;
  readonly log: readonly ExecutionEvent[];
  /** Processes a command. Throws where it is rejected. */
  send(command: Command): void;
};

/**
 * What went wrong in one run of an accepted definition: it must come to an end, by its loops' limit at worst, and miss
 * no value. Empty when nothing did.
 */
export function wrongIn(run: SampleRun | null): readonly string[] {
  if (!run) return ["it does not end"];
  const { state, plan } = run.work;
  const wrong = run.log.flatMap((event) =>
    (event.type === "step.failed" || event.type === "step.stopped") &&
    !["broke", "starved_join", "deadline_passed"].includes(event.error.code)
      ? [`${event.step}: ${event.error.message}`]
      : [],
  );
  const overLimit = state.status === "failed" && state.error?.code === "loop_limit";
  // Only a person cancels a run.
  const cancelled = state.status === "cancelled";
  if (state.status !== "completed" && !overLimit && !cancelled) {
    wrong.push(`it ends as ${state.status}: ${state.error?.message}`);
  }
  for (const { index, id, bindings } of plan.steps) {
    const now = state.steps[index]!;
    const needed = bindings.filter(({ port }) => !port.optional).map((one) => one.input);
    const tasks = [...historyOf(now), now].flatMap(doneIn);
    for (const { status, input } of tasks) {
      const missing = needed.filter((name) => input?.[name] === undefined);
      if (status === "completed") wrong.push(...missing.map((name) => `${id} lacks ${name}`));
    }
  }
  return wrong;
}

/** What was done in one iteration of a step: the step itself, or its instances. */
function doneIn(iteration: StepState): readonly TaskState[] {
  return iteration.parts ? [...iteration.parts.values()] : [iteration];
}

/**
 * The document after the fixes of its diagnostics, one after the other, as an author would press them. `see` gets all
 * of them.
 */
export function repaired(
  document: unknown,
  bounds: ProofBounds = proofBounds,
  see: (problems: readonly Diagnostic[]) => void = () => {},
): unknown {
  let at = document;
  for (let round = 0; round < 12; round++) {
    const { problems } = validateDefinition(at, sampleCatalog, bounds);
    see(problems);
    const fix = problems.find((problem) => problem.fix)?.fix;
    if (!fix) return at;
    at = applyQuickFix(at, fix);
  }
  return at;
}

/** How many random definitions of each kind there were, so that a test knows that it tested something. */
export type Seen = Record<
  | "accepted"
  | "refused"
  | "unproved"
  | "children"
  | "deadlines"
  | "loops"
  | "races"
  | "cancels"
  | "lists"
  | "each"
  | "windows"
  | "compensations",
  number
>;

export const nothingSeen: Seen = {
  accepted: 0,
  refused: 0,
  unproved: 0,
  children: 0,
  deadlines: 0,
  loops: 0,
  races: 0,
  cancels: 0,
  lists: 0,
  each: 0,
  windows: 0,
  compensations: 0,
};

/** Bounds with no room at all, and up to as much as most random definitions need. */
export const tightBounds: fc.Arbitrary<ProofBounds> = fc.record({
  variables: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 8 })),
  nodes: fc.integer({ min: 2, max: 100 }),
});

/** Checks that each feature that makes proofs hard was in a tenth of the definitions that were run. */
export function expectEachOften(seen: Seen, runs: number): void {
  const { loops, races, cancels, lists, each, children, deadlines } = seen;
  const rarest = Math.min(loops, races, cancels, lists, each, children, deadlines);
  expect(rarest).toBeGreaterThan(runs / 10);
}

/**
 * Accepted definitions, after their repairs, run to their end in several random orders each. `bounds` may be so small
 * that nothing is proved exactly any more.
 */
export function soundIn(
  definitions: fc.Arbitrary<WorkflowDefinitionInput>,
  seen: Seen,
  bounds: fc.Arbitrary<ProofBounds> = fc.constant(proofBounds),
) {
  const order = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });
  const orders = fc.array(order, { minLength: 6, maxLength: 6 });
  const flags = fc.constantFrom(1, 2, 3);
  return fc.property(definitions, flags, orders, bounds, (document, flag, all, most) => {
    if (!validateDefinition(document, sampleCatalog, most).ok) seen.refused += 1;
    let unproved = false;
    const repairedDocument = repaired(document, most, (problems) => {
      unproved ||= problems.some(({ code }) => code === "too_large_to_prove");
    });
    seen.unproved += Number(unproved);
    const { ok, definition } = validateDefinition(repairedDocument, sampleCatalog, most);
    if (!ok || !definition) return;
    const { steps } = definition;
    seen.accepted += 1;
    seen.loops += Number(steps.some((step) => step.dependencies.some(({ back }) => back)));
    seen.races += Number(steps.filter(({ race }) => race !== undefined).length > 1);
    seen.cancels += Number(steps.some(({ cancels }) => cancels.length > 0));
    seen.lists += Number(steps.some(({ forEach }) => forEach));
    seen.windows += Number(steps.some(({ window }) => window));
    seen.compensations += Number(steps.some(({ compensate }) => compensate));
    seen.children += Number(steps.some(({ uses }) => uses === "sample.run"));
    seen.deadlines += Number(steps.some(({ deadlineMs }) => deadlineMs !== undefined));
    seen.each += Number(steps.some((step) => step.join === "each"));
    const wrong = all.flatMap((draws) =>
      wrongIn(driveSample(definition, flag, draws, cancelling(draws))),
    );
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
  });
}

/** Cancels some of the runs under way, so that they are compensated. */
function cancelling(draws: readonly number[]): (run: SampleRun, turn: number) => void {
  const at = (draws[0] ?? 0) % 4 === 0 ? 1 + (draws.length % 6) : -1;
  return (run, turn) => {
    if (turn === at) run.send({ type: "cancel" });
  };
}

/**
 * Drives a run of sample operations to its end: open steps settle in the order of `draws`, people choose by them, and
 * jobs fail now and then where that is handled. `between` is called before each turn. Null when more is under way than
 * 400 turns can end.
 */
export function driveSample(
  definition: WorkflowDefinition,
  flag: number,
  draws: readonly number[],
  between: (run: SampleRun, turn: number) => void = () => {},
): SampleRun | null {
  // Repairs may have added inputs, all of them profiles.
  const asked = Object.keys(definition.inputs).map((name) => [name, profile]);
  return driveFrom(definition, { ...Object.fromEntries(asked), flag }, draws, between);
}

function driveFrom(
  definition: WorkflowDefinition,
  inputs: JsonObject,
  draws: readonly number[],
  between: (run: SampleRun, turn: number) => void,
): SampleRun | null {
  let tokens = 0;
  const work = newWorkingState(compile(definition, sampleCatalog));
  const log: ExecutionEvent[] = [];
  const environment: Environment = {
    now: 0,
    actor: { kind: "system" },
    newToken: () => `token-${++tokens}`,
    inline: runSample,
    errorOf: (thrown) => ({ code: "threw", message: String(thrown), retryable: false }),
    mayGoOn: () => true,
  };
  const send = (command: Command): void => {
    const result = advance(work, command, environment);
    if (!result.ok) throw new Error(result.rejection.message);
    log.push(...result.events);
  };
  send({ type: "start", inputs });
  for (let turn = 0; work.state.status === "running"; turn++) {
    if (turn === 400) return null;
    between({ work, log, send }, turn);
    const open = [...tasksOf(work)].filter((task) => isOpen(work, task));
    // Later turns draw differently, so that loops do not always choose alike.
    // A large prime shares no factor with the number of open steps, so that none of them is chosen for ever.
    const round = Math.floor(turn / draws.length);
    const draw = (draws[turn % draws.length] ?? 0) + 2_654_435_761 * round;
    const task = open[draw % open.length];
    if (!task) break;
    for (const command of ending(work, task, draw)) send(command);
  }
  return { work, log, send };
}

/** Passes a step's deadline now and then, where that is handled. */
function deadlineOf(work: WorkingState, { step, part }: Task, draw: number): Command | null {
  const { deadlineAt } = work.state.steps[step.index]!;
  if (part !== null || deadlineAt === null || !step.handlesError || draw % 7 > 0) return null;
  return { type: "deadline", step: step.id, at: deadlineAt };
}

/** Runs a step's child run to its end, which has to be as sound as its parent. */
function endOfChild(
  child: WorkflowDefinition,
  to: { step: string; token: string },
  { input }: TaskState,
  draw: number,
): Command {
  const run = driveFrom(child, input ?? {}, [draw, draw + 1, draw + 3], () => {});
  const wrong = wrongIn(run);
  if (!run || wrong.length > 0) throw new Error(`In the workflow of ${to.step}: ${wrong.join()}`);
  return childEnding(to, run.work.state);
}

function isOpen(work: WorkingState, task: Task): boolean {
  const { step, part } = task;
  const now = stateOf(work, task);
  if (now.status === "running") return takesInstances(work, step);
  if (now.status !== "ready" && now.status !== "waiting") return false;
  const mayBegin = part !== null || isUnderWay(now) || now.waitingFor === "failure";
  return mayBegin || !isGroupBusy(work, step);
}

function ending(work: WorkingState, task: Task, draw: number): readonly Command[] {
  const { step, address } = task;
  const now = stateOf(work, task);
  const token = now.token ?? "";
  const late = deadlineOf(work, task, draw);
  if (late) return [late];
  const named = { step: address, revision: now.revision };
  if (now.status === "running") {
    // Not by the number that chose this step among the open ones, or some lists would never be closed.
    if (Math.floor(draw / 97) % 3 > 0) return [{ type: "closeInstances", ...named }];
    return [{ type: "addInstance", ...named, item: { profile } }];
  }
  const outcomes = step.operation.outcomes(step.config);
  const outcome = outcomes[Math.floor(draw / 5) % Math.max(outcomes.length, 1)];
  const result = { output: { profile }, ...(outcome !== undefined && { outcome }) };
  if (step.operation.mode === "wait") return [{ type: "wake", step: address, token }];
  if (step.operation.mode === "interactive") return [{ type: "submit", ...named, result }];
  const begin = { type: "startJob", step: address, token } as const;
  if (step.child) return [begin, endOfChild(step.child, { step: address, token }, now, draw)];
  const error = { code: "broke", message: "It broke.", retryable: false };
  const fails = (step.handlesError || step.multiInstance?.collectsErrors) && draw % 3 === 0;
  return fails
    ? [begin, { type: "failJob", step: address, token, error }]
    : [begin, { type: "completeJob", step: address, token, result }];
}
