import type { Ending } from "#lib/engine/state/state.ts";

import { nextCompensation } from "./next-compensation.ts";
import { emit, type Turn } from "./turn.ts";

type Reason = Omit<Ending, "revision">;

/**
 * Starts to end the execution, once nothing is under way. Where completed steps declare a compensation, it goes on
 * until these are compensated. The event says how it will end.
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
