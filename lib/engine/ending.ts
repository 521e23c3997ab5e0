import { lastDone } from "./history.ts";
import { sameJson } from "./json.ts";
import type { PlanStep } from "./plan.ts";
import type { Ending, StepState } from "./state.ts";
import { partOf, type Target } from "./target.ts";
import { emit, type Turn } from "./turn.ts";
import { undoPart } from "./undo.ts";
import type { Work } from "./work.ts";

type Reason = Omit<Ending, "revision">;

/**
 * Ends the execution, once nothing is under way. Where steps have completed that say how to make up for them, it goes on
 * until that is done: then it says in what it ends.
 */
export function beginEnding(turn: Turn, ending: Reason, compensates = true): void {
  const { work } = turn;
  const since = Math.max(work.state.sharedRevision, ending.since ?? 0);
  if (compensates && nextUndo(work, since)) emit(turn, { type: "execution.ending", ...ending });
  else end(turn, ending);
}

/** The last event of an execution that does not complete. */
export function end(turn: Turn, { as, error, step, reason }: Reason): void {
  if (as === "cancelled" || !error) {
    emit(turn, { type: "execution.cancelled", ...(reason !== undefined && { reason }) });
  } else {
    emit(turn, { type: "execution.failed", error, ...(step !== undefined && { step }) });
  }
}

/**
 * What is to be made up for next: one that is to be tried anew, else the step that completed last of those left. A step that
 * was begun anew and has not completed again counts by the round before. What was done before `since`, or in the part of
 * the log that another execution has too, is not this one's to make up for.
 */
export function nextUndo(
  { plan, state }: Work,
  since = Math.max(state.sharedRevision, state.ending?.since ?? 0),
): Target | null {
  let last: Target | null = null;
  let revision = -1;
  for (const step of plan.undoable.map((index) => plan.steps[index]!)) {
    const now = state.steps[step.index]!;
    const undo = now.parts?.get(undoPart);
    if (undo?.status === "pending") return partOf(step, undoPart);
    const done = lastDone(now);
    if (undo || !done || done.revision < revision) continue;
    if (roundOf(step, done).revision <= since) continue;
    last = partOf(step, undoPart);
    revision = done.revision;
  }
  return last;
}

/** The round in which the work was done whose result a step has: an earlier one, where the result was carried over from it. */
function roundOf(step: PlanStep, done: StepState): StepState {
  const carries = done.mayCarry && step.operation.mode !== "inline";
  const before = carries && done.past ? lastDone(done.past) : null;
  return before && hasSame(before, done, "input") && hasSame(before, done, "output")
    ? roundOf(step, before)
    : done;
}

function hasSame(one: StepState, other: StepState, what: "input" | "output"): boolean {
  return sameJson(one[what] ?? {}, other[what] ?? {});
}
