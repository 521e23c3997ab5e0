import type { Ending } from "#lib/engine/state/state.ts";

import { nextCompensation } from "./next-compensation.ts";
import { emit, type Turn } from "./turn.ts";

type Reason = Omit<Ending, "revision">;

/**
 * Ends the execution, once nothing is under way. Where steps have completed that say how to make up for them, it goes on
 * until that is done: then it says in what it ends.
 */
export function beginEnding(turn: Turn, ending: Reason, compensates = true): void {
  const goesOn = compensates && nextCompensation(turn.work, ending.since);
  if (goesOn) emit(turn, { type: "execution.ending", ...ending });
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
