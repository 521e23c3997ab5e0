import { adaptability } from "./adapt/adaptability.ts";
import { attemptAt, hasAttempts } from "./attempts.ts";
import type { StepResult } from "./catalog.ts";
import type { Command, Rejection } from "./command.ts";
import { deadlinePassed, deadlinesAgain, limited, limitedAsAWhole } from "./deadlines.ts";
import { askApprovalsAnew, beginFork } from "./fork.ts";
import { isGroupBusy } from "./loops.ts";
import type { PlanStep } from "./plan.ts";
import { regionFrom } from "./region.ts";
import { cancelActive, complete, fail, refusal, ruleBroken, signalled } from "./settle.ts";
import { hasEnded, isSettled, type StepState, takesAnswers } from "./state.ts";
import { emit, type Turn } from "./turn.ts";
import { isUnderWay } from "./work.ts";

type ForkCommand = Extract<Command, { type: "fork" }>;
type StepCommand = Exclude<Extract<Command, { step: string }>, ForkCommand>;
type PersonCommand = Extract<StepCommand, { revision: number }>;
type WorkerCommand = Extract<StepCommand, { token: string }>;

const accepted = null;

/** Checks a command against the state and emits its own events; what follows from them is the drain's. */
export function decide(turn: Turn, command: Command): Rejection | null {
  const { status } = turn.work.state;
  if (command.type === "start") return start(turn, command);
  if (command.type === "fork") return fork(turn, command);
  if (hasEnded(status)) return reject("ended", `This run has ${status}.`);
  if (command.type === "deadline") return deadlinePassed(turn, command);
  if ("token" in command) return decideForWorker(turn, command);
  if ("step" in command) return decideForPerson(turn, command);
  switch (command.type) {
    case "pause":
      if (status === "running") emit(turn, { type: "execution.paused" });
      return accepted;
    case "resume":
      return resume(turn);
    case "cancel":
      return cancel(turn, command);
    case "signal":
      return signal(turn, command);
    case "applyPatch":
      return patch(turn, command);
    case "continue":
      return accepted;
  }
}

/** Everyone who waits for the signal goes on; when nobody does, it is kept for the next one who will. */
function signal(
  turn: Turn,
  { name, data }: Extract<Command, { type: "signal" }>,
): Rejection | null {
  const { plan, state } = turn.work;
  const waiting = plan.steps.filter(({ index, config, operation }) => {
    const step = state.steps[index]!;
    if (step.waitingFor !== "signal") return false;
    const wait = operation.waitFor?.(config, step.input ?? {}, turn.env.now);
    return wait?.kind === "signal" && wait.name === name;
  });
  if (waiting.length === 0) emit(turn, { type: "signal.kept", name, data });
  for (const step of waiting) {
    const refused = refusal(turn, step, { data });
    if (refused !== null) return reject("refused", refused);
  }
  for (const step of waiting) {
    // A rival may have been withdrawn by the one before it.
    if (state.steps[step.index]!.status === "waiting") signalled(turn, step, data);
  }
  return accepted;
}

/** Goes over to another plan, unless that would touch what has happened. What may start in it does so in the drain. */
function patch(
  turn: Turn,
  { revision, plan, change }: Extract<Command, { type: "applyPatch" }>,
): Rejection | null {
  if (turn.work.state.revision !== revision) {
    return reject("conflict", "This run has moved on since you looked at it.");
  }
  const obstacles = adaptability(turn.work, plan.definition);
  const [first] = obstacles;
  if (first) return { code: "refused", message: first.message, obstacles };
  emit(turn, { type: "execution.patched", ...change }, () => plan);
  return accepted;
}

function cancel(turn: Turn, { reason }: Extract<Command, { type: "cancel" }>): null {
  cancelActive(turn, "The run was cancelled");
  emit(turn, { type: "execution.cancelled", ...(reason !== undefined && { reason }) });
  return accepted;
}

function start(turn: Turn, { inputs }: Extract<Command, { type: "start" }>): Rejection | null {
  if (turn.work.state.status !== "pending")
    return reject("conflict", "This run has already started.");
  emit(turn, { type: "execution.started", inputs, ...limitedAsAWhole(turn) });
  return accepted;
}

/** Nothing was activated during the pause, and jobs that came due were turned away: they are queued again. */
function resume(turn: Turn): Rejection | null {
  const { state, plan } = turn.work;
  if (state.status !== "paused") return accepted;
  emit(turn, { type: "execution.resumed" });
  deadlinesAgain(turn);
  for (const { index, id, child } of plan.steps) {
    const { status, waitingFor, token, dueAt } = state.steps[index]!;
    // A child hears of it from the event.
    if (token === null || child) continue;
    if (status === "ready" || waitingFor === "retry") {
      turn.effects.push({ type: "enqueue", step: id, token, at: dueAt });
    } else if (waitingFor === "time" && dueAt !== null) {
      turn.effects.push({ type: "wakeAt", step: id, token, at: dueAt });
    }
  }
  return accepted;
}

function decideForWorker(turn: Turn, command: WorkerCommand): Rejection | null {
  const found = find(turn, command.step);
  if (!found) return unknown(command.step);
  const [step, now] = found;
  if (now.token !== command.token)
    return reject("late", "This attempt is no longer the current one.");
  const paused = turn.work.state.status === "paused";
  // A child may end before anybody has said that it began.
  const ends = command.type === "completeJob" || command.type === "failJob";
  if (ends && step.child && now.status !== "running") {
    emit(turn, { type: "step.started", step: step.id, token: command.token });
  }
  switch (command.type) {
    case "wake":
      if (paused) return reject("paused", "This run is paused.");
      return refusedOr(
        complete(turn, step, { output: { at: new Date(turn.env.now).toISOString() } }),
      );
    case "startJob":
      if (paused) return reject("paused", "This run is paused.");
      // A job that is delivered again after a crash finds its attempt running: it goes on under the same token.
      if (now.status !== "running")
        emit(turn, { type: "step.started", step: step.id, token: command.token });
      return accepted;
    case "completeJob":
      return completeJob(turn, step, command.result);
    case "failJob":
      fail(turn, step, command);
      return accepted;
  }
}

function completeJob(turn: Turn, step: PlanStep, result: StepResult): Rejection | null {
  if (step.operation.proposes(step.config)) {
    emit(turn, { type: "step.proposed", step: step.id, proposal: result.output });
    return accepted;
  }
  const refused = complete(turn, step, result);
  if (refused !== null) fail(turn, step, { error: ruleBroken(refused) });
  return accepted;
}

function decideForPerson(turn: Turn, command: PersonCommand): Rejection | null {
  const found = find(turn, command.step);
  if (!found) return unknown(command.step);
  const [step, now] = found;
  if (now.revision > command.revision) {
    return reject("conflict", "This step has changed since you opened it.");
  }
  if (turn.work.state.status === "paused") {
    return reject("paused", "This run is paused. Resume it to go on.");
  }
  if (command.type === "replace") return replace(turn, step, now, command.result);
  if (command.type === "cancelStep") return cancelStep(turn, step, now, command.reason);
  return decideForOpenStep(turn, step, now, command);
}

type OpenCommand = Exclude<PersonCommand, { type: "replace" | "cancelStep" }>;

function decideForOpenStep(
  turn: Turn,
  step: PlanStep,
  now: StepState,
  command: OpenCommand,
): Rejection | null {
  if (!takesAnswers(now)) {
    return reject("not_waiting", `"${step.definition.name}" is not waiting for an answer.`);
  }
  if (!isUnderWay(now) && isGroupBusy(turn.work, step)) {
    return reject(
      "not_waiting",
      `"${step.definition.name}" can start when the one under way has ended.`,
    );
  }
  switch (command.type) {
    case "submit":
      return refusedOr(complete(turn, step, command.result));
    case "open":
      if (now.status === "ready")
        emit(turn, { type: "step.opened", step: step.id, input: now.input ?? {} });
      return accepted;
    case "retryStep":
      return retry(turn, step, now, command);
    case "skipStep":
      if (now.waitingFor === "form") return reject("refused", "A question cannot be skipped.");
      emit(turn, { type: "step.skipped", step: step.id, reason: command.reason });
      return accepted;
  }
}

function cancelStep(turn: Turn, step: PlanStep, now: StepState, reason: string): Rejection | null {
  if (isSettled(now.status)) {
    return reject("not_waiting", `"${step.definition.name}" has ended already.`);
  }
  emit(turn, { type: "step.cancelled", step: step.id, reason });
  return accepted;
}

/**
 * A changed answer gives what a fresh run with that answer would have given: the step and all that follows from it start
 * over, edges from outside that region stay as they were, and results whose input turns out the same are carried over.
 */
function replace(turn: Turn, step: PlanStep, now: StepState, result: StepResult): Rejection | null {
  const rejection = unchangeable(turn, step, now, result);
  return rejection ?? changeAnswer(turn, step, now, result);
}

function unchangeable(
  turn: Turn,
  step: PlanStep,
  now: StepState,
  result: StepResult,
): Rejection | null {
  const byPerson = step.operation.mode === "interactive" || step.operation.proposes(step.config);
  if (now.status !== "completed" || !byPerson) {
    return reject("not_waiting", `"${step.definition.name}" has no answer to change.`);
  }
  return refusedOr(refusal(turn, step, result.output));
}

function changeAnswer(
  turn: Turn,
  step: PlanStep,
  { input }: StepState,
  result: StepResult,
): Rejection | null {
  emit(turn, { type: "step.rewound", step: step.id, steps: regionFrom(turn.work, step.index) });
  return refusedOr(complete(turn, step, result, { input: input ?? {} }));
}

/**
 * A what-if: the same rewind as for a changed answer, on a copy. Nothing of the original is shared or touched, so it may
 * have ended, or be under way.
 */
function fork(turn: Turn, command: ForkCommand): Rejection | null {
  const { result } = command;
  const found = find(turn, command.step);
  if (!found) return unknown(command.step);
  const [step, now] = found;
  const rejection = result ? unchangeable(turn, step, now, result) : unrepeatable(step, now);
  if (rejection) return rejection;
  if (step.operation.approves) {
    return reject("refused", "An approval has no other answer. Change what it is about.");
  }
  const putBack = beginFork(turn, command);
  if (result) changeAnswer(turn, step, now, result);
  else doAnew(turn, step);
  askApprovalsAnew(turn, step, putBack);
  return accepted;
}

/** Done anew is what a person had a say in: a text they were shown, or a step that failed. */
function unrepeatable({ operation, config, definition }: PlanStep, now: StepState) {
  const judged = now.status === "completed" && operation.proposes(config);
  if (operation.mode === "job" && (judged || now.status === "failed")) return null;
  return reject("refused", `"${definition.name}" needs an answer to go another way.`);
}

function doAnew(turn: Turn, step: PlanStep): void {
  const steps = regionFrom(turn.work, step.index);
  // A step that ended the run is back at its beginning already.
  if (!steps.includes(step.id)) return;
  emit(turn, { type: "step.rewound", step: step.id, steps, anew: true });
}

function retry(
  turn: Turn,
  step: PlanStep,
  now: StepState,
  command: Extract<Command, { type: "retryStep" }>,
): Rejection | null {
  if (now.waitingFor === "form") return reject("refused", "This step waits for your answer.");
  if (hasAttempts(step) && now.input !== null) {
    const token = turn.env.newToken();
    const note = command.note === undefined ? {} : { note: command.note };
    // A step that failed begins anew; one whose proposal is to be written again is still at it.
    const limit = now.waitingFor === "failure" ? limited(turn, step) : {};
    emit(turn, { type: "step.retried", step: step.id, token, ...note, ...limit });
    turn.effects.push(attemptAt(step, token, null));
  } else {
    emit(turn, { type: "step.rewound", step: step.id, steps: [step.id] });
  }
  return accepted;
}

function find(turn: Turn, id: string): [PlanStep, StepState] | null {
  const { plan, state } = turn.work;
  const index = plan.indexOf.get(id);
  return index === undefined ? null : [plan.steps[index]!, state.steps[index]!];
}

function reject(code: Rejection["code"], message: string): Rejection {
  return { code, message };
}

function unknown(step: string): Rejection {
  return reject("unknown_step", `This run has no step "${step}".`);
}

function refusedOr(refused: string | null): Rejection | null {
  return refused === null ? accepted : reject("refused", refused);
}
