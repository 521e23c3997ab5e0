import type { Plan } from "#lib/engine/plan/plan.ts";

import type { ExecutionEvent } from "./event.ts";
import { evolve } from "./evolve.ts";
import type { PlanLookup } from "./replan.ts";
import { newWorkingState, type WorkingState } from "./working-state.ts";

/**
 * The execution that a log alone leads to: what its rows must say, whoever wrote them. A long log can be folded piece by
 * piece, each onto what the pieces before it led to. `plan` is the one that the execution began with; where it went over
 * to others, `planOf` finds them.
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
