import { isGroupBusy } from "#lib/engine/drain/loops.ts";
import { takesInstances } from "#lib/engine/drain/run-instances.ts";
import { maxInstances } from "#lib/engine/plan/multi-instance.ts";
import { isCompensation } from "#lib/engine/state/compensation-part.ts";
import { kindOf, kindOfItems } from "#lib/engine/state/item-kind.ts";
import { isSettled, isUnderWay, takesAnswers, type TaskState } from "#lib/engine/state/state.ts";
import { stateOf, type Task, taskAt } from "#lib/engine/state/task.ts";
import { attemptAt, hasAttempts } from "#lib/engine/turn/attempts.ts";
import type { Command, Rejection } from "#lib/engine/turn/command.ts";
import { limited } from "#lib/engine/turn/deadlines.ts";
import { accepted, refusedOr, reject, unknown } from "#lib/engine/turn/rejection.ts";
import { complete } from "#lib/engine/turn/settle.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";

import { answerInWindow } from "./answer-in-window.ts";
import { replace } from "./change-answer.ts";

/** Every command that a person may send about a step, except a fork. */
type PersonCommand = Exclude<
  Extract<Command, { step: string; revision: number }>,
  { type: "fork" }
>;
type InstancesCommand = Extract<PersonCommand, { type: "addInstance" | "closeInstances" }>;
type OpenCommand = Extract<PersonCommand, { type: "submit" | "open" | "retryStep" | "skipStep" }>;

/** Decides a person's command about a step or one of its parts, based on the revision that the person saw. */
export function decideForPerson(turn: Turn, command: PersonCommand): Rejection | null {
  const task = taskAt(turn.work, command.step);
  if (!task) return unknown(command.step);
  const now = stateOf(turn.work, task);
  if (now.revision > command.revision) {
    return reject("conflict", "This step has changed since you opened it.");
  }
  if (turn.work.state.status === "paused") {
    return reject("paused", "This run is paused. Resume it to go on.");
  }
  if (turn.work.state.ending && !isCompensation(task.part)) {
    return reject("refused", "This run is ending. Nothing in it can be changed any more.");
  }
  switch (command.type) {
    case "replace":
      return replace(turn, task, command.result);
    case "cancelStep":
      return cancelStep(turn, task, now, command.reason);
    case "addInstance":
    case "closeInstances":
      return changeInstances(turn, task, command);
    case "open":
    case "retryStep":
    case "skipStep":
    case "submit":
      return decideForOpen(turn, task, now, command);
  }
}

function decideForOpen(
  turn: Turn,
  task: Task,
  now: TaskState,
  command: OpenCommand,
): Rejection | null {
  const { step, part, address } = task;
  if (!takesAnswers(now)) {
    return reject("not_waiting", `"${step.definition.name}" is not waiting for an answer.`);
  }
  // An instance may end without its group. It may start over only when its exclusive group is free.
  const begins = part === null || command.type === "retryStep";
  if (begins && !isUnderWay(now) && isGroupBusy(turn.work, step)) {
    return reject(
      "not_waiting",
      `"${step.definition.name}" can start when the one under way has ended.`,
    );
  }
  switch (command.type) {
    case "submit":
      return refusedOr(
        step.definition.window && part === null
          ? answerInWindow(turn, task, command.result)
          : complete(turn, task, command.result),
      );
    case "open":
      if (now.status === "ready")
        emit(turn, { type: "step.opened", step: address, input: now.input ?? {} });
      return accepted;
    case "retryStep":
      return retry(turn, task, now, command);
    case "skipStep":
      if (now.waitingFor === "form") return reject("refused", "A question cannot be skipped.");
      emit(turn, { type: "step.skipped", step: address, reason: command.reason, byPerson: true });
      return accepted;
  }
}

function cancelStep(
  turn: Turn,
  { step, address }: Task,
  now: TaskState,
  reason: string,
): Rejection | null {
  if (isSettled(now.status)) {
    return reject("not_waiting", `"${step.definition.name}" has ended already.`);
  }
  emit(turn, { type: "step.cancelled", step: address, reason });
  return accepted;
}

function retry(
  turn: Turn,
  task: Task,
  now: TaskState,
  { note }: Extract<Command, { type: "retryStep" }>,
): Rejection | null {
  const { step, address } = task;
  if (now.waitingFor === "form") return reject("refused", "This step waits for your answer.");
  if (hasAttempts(step) && now.input !== null) {
    const token = turn.env.newToken();
    // A failed step starts again with a new deadline. A step whose proposal is to be written again keeps its own.
    const limit = now.waitingFor === "failure" ? limited(turn, task) : {};
    const noted = note === undefined ? {} : { note };
    emit(turn, { type: "step.retried", step: address, token, ...noted, ...limit });
    turn.effects.push(attemptAt(task, token, null));
  } else {
    emit(turn, { type: "step.rewound", step: address, steps: [address] });
  }
  return accepted;
}

function changeInstances(
  turn: Turn,
  { step, part }: Task,
  command: InstancesCommand,
): Rejection | null {
  const { work } = turn;
  const { name } = step.definition;
  if (!step.multiInstance?.open || part !== null) {
    return reject("refused", `"${name}" has a list of its own; nothing can be added to it.`);
  }
  if (!takesInstances(work, step)) {
    return reject("not_waiting", `Nothing more can be added to "${name}".`);
  }
  if (command.type === "closeInstances") {
    emit(turn, { type: "step.closed", step: step.id });
    return accepted;
  }
  const { total } = work.instanceCounts.get(step.index)!;
  if (total >= maxInstances) {
    return reject("refused", `"${name}" may be done ${maxInstances} times at most.`);
  }
  const kind = kindOfItems(work.state.steps[step.index]!.parts);
  if (kind !== null && kindOf(command.item) !== kind) {
    return reject("refused", `The list of "${name}" holds ${kind}, and this is something else.`);
  }
  emit(turn, { type: "step.added", step: step.id, part: String(total), item: command.item });
  return accepted;
}
