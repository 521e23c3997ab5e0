import type { StepResult } from "#lib/engine/definition/catalog.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { isCompensation } from "#lib/engine/state/compensation-part.ts";
import { instanceKeys } from "#lib/engine/state/instance-counts.ts";
import type { StepState, TaskState } from "#lib/engine/state/state.ts";
import { isMultiInstanceStep, stateOf, type Task, stepTask } from "#lib/engine/state/task.ts";
import { affectedSteps } from "#lib/engine/turn/affected-steps.ts";
import type { Rejection } from "#lib/engine/turn/command.ts";
import { limited } from "#lib/engine/turn/deadlines.ts";
import { refusedOr, reject } from "#lib/engine/turn/rejection.ts";
import { complete, refusal } from "#lib/engine/turn/settle.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";

/**
 * A changed answer leads to what a fresh run with that answer would have led to. The step and all that follows from it
 * start over. Edges from outside that region stay settled. Results whose input is the same again are carried over. Of
 * the instances of a step, the others keep their results in the same way.
 */
export function replace(turn: Turn, task: Task, result: StepResult): Rejection | null {
  const rejection = unchangeable(turn, task, result);
  return rejection ?? changeAnswer(turn, task, stateOf(turn.work, task), result);
}

/**
 * Whether an answer cannot be replaced. A question with a window collects further answers instead. A compensation runs
 * while the run ends, when no step may start over.
 */
export function isFinalAnswer({ step, part }: Task): boolean {
  return step.definition.window !== undefined || isCompensation(part);
}

/** Why this result cannot replace the present answer to a step. Null when it can. */
export function unchangeable(turn: Turn, task: Task, result: StepResult): Rejection | null {
  const { operation, config, definition } = task.step;
  const byPerson = operation.mode === "interactive" || operation.proposes(config);
  const { status } = stateOf(turn.work, task);
  const stays = isFinalAnswer(task) || isMultiInstanceStep(task);
  if (status !== "completed" || !byPerson || stays) {
    return reject("not_waiting", `"${definition.name}" has no answer to change.`);
  }
  return refusedOr(refusal(turn, task, result.output));
}

/** Starts over from a changed answer; `now` is the state that the answer was given in. */
export function changeAnswer(
  turn: Turn,
  task: Task,
  { input }: TaskState,
  result: StepResult,
): Rejection | null {
  const { step, part } = task;
  const before = turn.work.state.steps[step.index]!;
  emit(turn, { type: "step.rewound", step: step.id, steps: affectedSteps(turn.work, step.index) });
  if (part !== null) createInstancesAgain(turn, step, part, before);
  return refusedOr(complete(turn, task, result, { input: input ?? {} }));
}

/**
 * Creates the same instances as before, and does not read the list again: its present value does not count. Instances
 * that come from edges are created when those edges are taken.
 */
function createInstancesAgain(
  turn: Turn,
  step: PlanStep,
  part: string,
  { parts, closed }: StepState,
): void {
  if (!parts) return;
  const items = step.multiInstance?.list
    ? instanceKeys(parts).map((key) => parts.get(key)!.item)
    : [];
  emit(turn, { type: "step.spread", step: step.id, items, ...limited(turn, stepTask(step)) });
  if (closed) emit(turn, { type: "step.closed", step: step.id });
  if (step.multiInstance?.list) return;
  emit(turn, { type: "step.added", step: step.id, part, item: parts.get(part)!.item });
}
