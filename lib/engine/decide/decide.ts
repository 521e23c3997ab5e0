import type { StepResult } from "#lib/engine/definition/catalog.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import { stateOf, type Task, taskAt, tasksOf } from "#lib/engine/state/task.ts";
import { attemptAt } from "#lib/engine/turn/attempts.ts";
import type { Command, Rejection } from "#lib/engine/turn/command.ts";
import { deadlinePassed, deadlinesAgain, limitedAsAWhole } from "#lib/engine/turn/deadlines.ts";
import { beginEnding, end } from "#lib/engine/turn/ending.ts";
import { accepted, refusedOr, reject, unknown } from "#lib/engine/turn/rejection.ts";
import {
  cancelActive,
  complete,
  fail,
  refusal,
  ruleBroken,
  signalled,
} from "#lib/engine/turn/settle.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";

import { adaptability } from "./adaptability.ts";
import { decideForPerson } from "./decide-for-person.ts";
import { fork } from "./decide-fork.ts";

type WorkerCommand = Extract<Command, { token: string }>;

/** Checks a command against the state and emits the command's own events. The drain emits what follows from them. */
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

/** Completes every step that waits for the signal. When none does, the signal is kept for the next step that will. */
function signal(
  turn: Turn,
  { name, data }: Extract<Command, { type: "signal" }>,
): Rejection | null {
  const waiting = [...tasksOf(turn.work)].filter((task) => {
    const { waitingFor, input } = stateOf(turn.work, task);
    if (waitingFor !== "signal") return false;
    const { config, operation } = task.step;
    const wait = operation.waitFor?.(config, input ?? {}, turn.env.now);
    return wait?.kind === "signal" && wait.name === name;
  });
  if (waiting.length === 0) emit(turn, { type: "signal.kept", name, data });
  for (const task of waiting) {
    const refused = refusal(turn, task, { data });
    if (refused !== null) return reject("refused", refused);
  }
  for (const task of waiting) {
    // Completing the step before may have withdrawn this one, because both are in a race.
    if (stateOf(turn.work, task).status === "waiting") signalled(turn, task, data);
  }
  return accepted;
}

/**
 * Switches to another plan, unless the plan contradicts what has happened. The drain then starts what may start in it.
 */
function patch(
  turn: Turn,
  { revision, plan, change }: Extract<Command, { type: "applyPatch" }>,
): Rejection | null {
  if (turn.work.state.revision !== revision) {
    return reject("conflict", "This run has moved on since you looked at it.");
  }
  if (turn.work.state.ending) return reject("refused", "This run is ending.");
  const obstacles = adaptability(turn.work, plan.definition, change.reverts);
  const [first] = obstacles;
  if (first) return { code: "refused", message: first.message, obstacles };
  emit(turn, { type: "execution.patched", ...change }, () => plan);
  return accepted;
}

/** A second cancellation stops the compensation. */
function cancel(
  turn: Turn,
  { reason, compensate, since }: Extract<Command, { type: "cancel" }>,
): Rejection | null {
  const { ending } = turn.work.state;
  cancelActive(turn, "The run was cancelled");
  if (ending) end(turn, ending);
  else {
    const why = { ...(reason !== undefined && { reason }), ...(since !== undefined && { since }) };
    beginEnding(turn, { as: "cancelled", ...why }, compensate);
  }
  return accepted;
}

function start(turn: Turn, { inputs }: Extract<Command, { type: "start" }>): Rejection | null {
  if (turn.work.state.status !== "pending")
    return reject("conflict", "This run has already started.");
  emit(turn, { type: "execution.started", inputs, ...limitedAsAWhole(turn) });
  return accepted;
}

/** During a pause nothing was activated, and workers turned due jobs away. So these jobs are queued again. */
function resume(turn: Turn): Rejection | null {
  if (turn.work.state.status !== "paused") return accepted;
  emit(turn, { type: "execution.resumed" });
  deadlinesAgain(turn);
  for (const task of tasksOf(turn.work)) {
    const { status, waitingFor, token, dueAt } = stateOf(turn.work, task);
    // The event itself notifies child runs.
    if (token === null || task.step.child) continue;
    if (status === "ready" || waitingFor === "retry") {
      turn.effects.push(attemptAt(task, token, dueAt));
    } else if (waitingFor === "time" && dueAt !== null) {
      turn.effects.push({ type: "wakeAt", step: task.address, token, at: dueAt });
    }
  }
  return accepted;
}

function decideForWorker(turn: Turn, command: WorkerCommand): Rejection | null {
  const task = taskAt(turn.work, command.step);
  if (!task) return unknown(command.step);
  const now = stateOf(turn.work, task);
  if (now.token !== command.token)
    return reject("late", "This attempt is no longer the current one.");
  const paused = turn.work.state.status === "paused";
  // A child may end before anybody has reported its start.
  const ends = command.type === "completeJob" || command.type === "failJob";
  if (ends && task.step.child && now.status !== "running") {
    emit(turn, { type: "step.started", step: task.address, token: command.token });
  }
  switch (command.type) {
    case "wake":
      if (paused) return reject("paused", "This run is paused.");
      return refusedOr(
        complete(turn, task, { output: { at: new Date(turn.env.now).toISOString() } }),
      );
    case "startJob":
      if (paused) return reject("paused", "This run is paused.");
      // A job that is delivered again after a crash finds its attempt running and continues it under the same token.
      if (now.status !== "running")
        emit(turn, { type: "step.started", step: task.address, token: command.token });
      return accepted;
    case "completeJob":
      return completeJob(turn, task, command.result);
    case "failJob":
      fail(turn, task, command);
      return accepted;
  }
}

function completeJob(turn: Turn, task: Task, result: StepResult): Rejection | null {
  const { step, address } = task;
  if (step.operation.proposes(step.config)) {
    emit(turn, { type: "step.proposed", step: address, proposal: result.output });
    return accepted;
  }
  const refused = complete(turn, task, result);
  if (refused !== null) fail(turn, task, { error: ruleBroken(refused) });
  return accepted;
}
