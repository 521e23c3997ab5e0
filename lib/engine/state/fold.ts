import type { Plan } from "#lib/engine/plan/plan.ts";

import type { ExecutionEvent } from "./event.ts";
import { evolve } from "./evolve.ts";
import type { PlanLookup } from "./replan.ts";
import { newWorkingState, type WorkingState } from "./working-state.ts";

/**
 * The state that a log alone leads to, and that its rows must agree with. A long log can be folded piece by piece, each
 * piece onto the state before it. `plan` is the one that the execution started with. Where it moved to others, `planOf`
 * finds them.
 */
export function fold(
  plan: Plan,
  events: Iterable<ExecutionEvent>,
  onto: WorkingState = newWorkingState(plan),
  planOf?: PlanLookup,
): WorkingState {
  for (const event of events) evolve(onto, event, planOf);
  return onto;
}
