import type { Plan } from "#lib/engine/plan/plan.ts";

import { hasHappened, untouched } from "./state.ts";
import { type WorkingState, workingStateFrom } from "./working-state.ts";

/**
 * Finds the plan of a stored definition by its id. Whoever reads a log must be able to find every plan that it names.
 */
export type PlanLookup = (definitionId: string) => Plan;

/** For a log that is known never to move to another definition. */
export function noPlans(definitionId: string): never {
  throw new Error(`The log goes over to definition ${definitionId}, whose plan is not at hand.`);
}

/**
 * Moves a working copy to another plan, in place. Every step that both plans have keeps its state. What is derived from
 * plan and state is derived again. O(steps + edges).
 */
export function replan(work: WorkingState, plan: Plan): void {
  const { plan: before, state } = work;
  for (const { index, id } of before.steps) {
    if (hasHappened(state.steps[index]!) && !plan.indexOf.has(id)) {
      throw new Error(`Something has happened to step "${id}", which the new plan lacks.`);
    }
  }
  const dirty = [...work.dirty].map(([index, what]) => [before.steps[index]!.id, what] as const);
  state.steps = plan.steps.map(({ id }) => state.steps[before.indexOf.get(id) ?? -1] ?? untouched);
  Object.assign(work, workingStateFrom(plan, state));
  for (const [id, what] of dirty) work.dirty.set(plan.indexOf.get(id)!, what);
}
