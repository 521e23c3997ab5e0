import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { TaskState } from "#lib/engine/state/state.ts";
import { isWholeOfDivided, stateOf, type Target, targetAt } from "#lib/engine/state/task.ts";
import { regionFrom } from "#lib/engine/turn/affected-steps.ts";
import type { Command, Rejection } from "#lib/engine/turn/command.ts";
import { accepted, reject, unknown } from "#lib/engine/turn/rejection.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";

import { askApprovalsAnew, beginFork } from "./begin-fork.ts";
import { changeAnswer, unchangeable } from "./change-answer.ts";

/**
 * A what-if: the same rewind as for a changed answer, on a copy. Nothing of the original is shared or touched, so it may
 * have ended, or be under way.
 */
export function fork(turn: Turn, command: Extract<Command, { type: "fork" }>): Rejection | null {
  const { result } = command;
  const target = targetAt(turn.work, command.step);
  if (!target) return unknown(command.step);
  const { step } = target;
  const now = stateOf(turn.work, target);
  const rejection = result ? unchangeable(turn, target, result) : unrepeatable(target, now);
  if (rejection) return rejection;
  if (step.operation.approves) {
    return reject("refused", "An approval has no other answer. Change what it is about.");
  }
  const putBack = beginFork(turn, command);
  if (result) changeAnswer(turn, target, now, result);
  else doAnew(turn, step, putBack);
  askApprovalsAnew(turn, step, putBack);
  return accepted;
}

/** Done anew is what a person had a say in: a text they were shown, or a step that failed. */
function unrepeatable(target: Target, { status }: TaskState): Rejection | null {
  const { operation, config, definition } = target.step;
  const judged = status === "completed" && operation.proposes(config) && !isWholeOfDivided(target);
  const mayRepeat = target.part === null && (judged || status === "failed");
  if (operation.mode === "job" && mayRepeat) return null;
  return reject("refused", `"${definition.name}" needs an answer to go another way.`);
}

function doAnew(turn: Turn, step: PlanStep, putBack: readonly PlanStep[]): void {
  // A step that ended the run is back at its beginning already, or goes on with its instances.
  if (putBack.includes(step)) return;
  const steps = regionFrom(turn.work, step.index);
  emit(turn, { type: "step.rewound", step: step.id, steps, anew: true });
}
