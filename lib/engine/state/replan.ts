import type { Plan } from "#lib/engine/plan/plan.ts";

import { hasHappened, untouched } from "./state.ts";
import { type WorkingState, workingStateFrom } from "./working-state.ts";

/** The plan of a stored definition, by its id; where a log names one, whoever reads it must have it at hand. */
export type PlanLookup = (definitionId: string) => Plan;

/** For a log that is known to go over to no other definition. */
export function noPlans(definitionId: string): never {
  throw new Error(`The log goes over to definition ${definitionId}, whose plan is not at hand.`);
}

/**
 * Takes a working copy over to another plan, in place: every step that both have keeps its state, and what is derived
 * from plan and state is derived anew. O(steps + edges).
 */
export function replan(work: WorkingState, plan: Plan): void {
  const { plan: before, state } = work;
  for (const { index, id } of before.steps) {
    if (hasHappened(state.steps[index]!) && !plan.indexOf.has(id)) {
      throw new Error(`Something has happened to step "${id}", which the new plan lacks.`);
    }
  }
  const touched = [...work.dirty].map(([index, what]) => [before.steps[index]!.id, what] as const);
  state.steps = plan.steps.map(({ id }) => state.steps[before.indexOf.get(id) ?? -1] ?? untouched);
  Object.assign(work, workingStateFrom(plan, state));
  for (const [id, what] of touched) work.dirty.set(plan.indexOf.get(id)!, what);
}
