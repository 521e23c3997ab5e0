import type { StepResult } from "./catalog.ts";
import type { Rejection } from "./command.ts";
import { limited } from "./deadlines.ts";
import type { PlanStep } from "./plan.ts";
import { regionFrom } from "./region.ts";
import { refusedOr, reject } from "./rejection.ts";
import { complete, refusal } from "./settle.ts";
import type { StepState, TaskState } from "./state.ts";
import { instanceKeys } from "./tally.ts";
import { isWholeOfDivided, stateOf, type Target, wholeOf } from "./target.ts";
import { emit, type Turn } from "./turn.ts";
import { isUndo } from "./undo-part.ts";

/**
 * A changed answer gives what a fresh run with that answer would have given: the step and all that follows from it start
 * over, edges from outside that region stay as they were, and results whose input turns out the same are carried over. Of
 * a step's instances, the others keep what they came to in the same way.
 */
export function replace(turn: Turn, target: Target, result: StepResult): Rejection | null {
  const rejection = unchangeable(turn, target, result);
  return rejection ?? changeAnswer(turn, target, stateOf(turn.work, target), result);
}

/**
 * Whether what was answered stays: in a window it is followed by other answers, and what makes up for a step is done when
 * the run ends, where no step may begin anew.
 */
export function isFinalAnswer({ step, part }: Target): boolean {
  return step.definition.window !== undefined || isUndo(part);
}

/** Why this cannot be made the answer to a step, in the place of the one it has. */
export function unchangeable(turn: Turn, target: Target, result: StepResult): Rejection | null {
  const { operation, config, definition } = target.step;
  const byPerson = operation.mode === "interactive" || operation.proposes(config);
  const { status } = stateOf(turn.work, target);
  const stays = isFinalAnswer(target) || isWholeOfDivided(target);
  if (status !== "completed" || !byPerson || stays) {
    return reject("not_waiting", `"${definition.name}" has no answer to change.`);
  }
  return refusedOr(refusal(turn, target, result.output));
}

/** Starts over from a changed answer; `now` is the state that the answer was given in. */
export function changeAnswer(
  turn: Turn,
  target: Target,
  { input }: TaskState,
  result: StepResult,
): Rejection | null {
  const { step, part } = target;
  const before = turn.work.state.steps[step.index]!;
  emit(turn, { type: "step.rewound", step: step.id, steps: regionFrom(turn.work, step.index) });
  if (part !== null) divideAgain(turn, step, part, before);
  return refusedOr(complete(turn, target, result, { input: input ?? {} }));
}

/** The same instances as before: what their list would give now does not count. Those of edges come by their edges. */
function divideAgain(turn: Turn, step: PlanStep, part: string, { parts, closed }: StepState): void {
  if (!parts) return;
  const items = step.spread?.list ? instanceKeys(parts).map((key) => parts.get(key)!.item) : [];
  emit(turn, { type: "step.spread", step: step.id, items, ...limited(turn, wholeOf(step)) });
  if (closed) emit(turn, { type: "step.closed", step: step.id });
  if (step.spread?.list) return;
  emit(turn, { type: "step.added", step: step.id, part, item: parts.get(part)!.item });
}
