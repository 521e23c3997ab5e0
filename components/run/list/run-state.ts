import type { StepStateName } from "#components/ui/lists/step-state.tsx";
import type { ExecutionStatus } from "#lib/engine/state/state.ts";

/** The displayed state of a whole run. `needsPerson`: a step waits for its owner. */
export function runState(status: ExecutionStatus, needsPerson: boolean): StepStateName {
  if (status === "running" && needsPerson) return "needsYou";
  return status;
}
