import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { TaskState } from "#lib/engine/state/state.ts";
import { isMultiInstanceStep, stateOf, type Task, taskAt } from "#lib/engine/state/task.ts";
import { affectedSteps } from "#lib/engine/turn/affected-steps.ts";
import type { Command, Rejection } from "#lib/engine/turn/command.ts";
import { accepted, reject, unknown } from "#lib/engine/turn/rejection.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";

import { askApprovalsAnew, beginFork } from "./begin-fork.ts";
import { changeAnswer, unchangeable } from "./change-answer.ts";

/**
 * A what-if: the same rewind as for a changed answer, but on a copy. The original is neither changed nor shared, so it
 * may be in any state.
 */
export function fork(turn: Turn, command: Extract<Command, { type: "fork" }>): Rejection | null {
  const { result } = command;
  const task = taskAt(turn.work, command.step);
  if (!task) return unknown(command.step);
  const { step } = task;
  const now = stateOf(turn.work, task);
  const rejection = result ? unchangeable(turn, task, result) : unrepeatable(task, now);
  if (rejection) return rejection;
  if (step.operation.approves) {
    return reject("refused", "An approval has no other answer. Change what it is about.");
  }
  const putBack = beginFork(turn, command);
  if (result) changeAnswer(turn, task, now, result);
  else doAnew(turn, step, putBack);
  askApprovalsAnew(turn, step, putBack);
  return accepted;
}

/** A what-if may repeat only what a person had a say in: a text they were shown, or a step that failed. */
function unrepeatable(task: Task, { status }: TaskState): Rejection | null {
  const { operation, config, definition } = task.step;
  const judged = status === "completed" && operation.proposes(config) && !isMultiInstanceStep(task);
  const mayRepeat = task.part === null && (judged || status === "failed");
  if (operation.mode === "job" && mayRepeat) return null;
  return reject("refused", `"${definition.name}" needs an answer to go another way.`);
}

function doAnew(turn: Turn, step: PlanStep, putBack: readonly PlanStep[]): void {
  // A step that ended the run has already been put back, or goes on with its instances.
  if (putBack.includes(step)) return;
  const steps = affectedSteps(turn.work, step.index);
  emit(turn, { type: "step.rewound", step: step.id, steps, anew: true });
}
