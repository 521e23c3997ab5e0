import type { Ending } from "./state.ts";
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
  if (compensates && nextUndo(turn.work)) emit(turn, { type: "execution.ending", ...ending });
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

/** What is to be made up for next: one that is to be tried anew, else the step that completed last of those left. */
export function nextUndo({ plan, state }: Work): Target | null {
  let last: Target | null = null;
  let revision = -1;
  for (const step of plan.undoable.map((index) => plan.steps[index]!)) {
    const now = state.steps[step.index]!;
    const undo = now.parts?.get(undoPart);
    if (undo?.status === "pending") return partOf(step, undoPart);
    if (undo || now.status !== "completed" || now.revision < revision) continue;
    last = partOf(step, undoPart);
    revision = now.revision;
  }
  return last;
}
