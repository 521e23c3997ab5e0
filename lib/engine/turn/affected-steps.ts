import { followers } from "#lib/engine/plan/plan.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

/**
 * Every step that a changed answer at `index` affects, as far as it has events, in plan order: the step, all that can
 * follow from it, and what the completion of any of these withdrew, with all that follows from that.
 */
export function affectedSteps(work: WorkingState, index: number): string[] {
  const { plan } = work;
  const region = new Set<number>();
  const open = [index];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    if (region.has(from)) continue;
    const followed = followers(plan, from);
    // What led to the answer itself stays: it happened before, whatever the answer withdrew later.
    if (from !== index && followed.includes(index)) continue;
    for (const step of followed) {
      region.add(step);
      open.push(...plan.steps[step]!.rivals, ...plan.steps[step]!.cancels);
    }
  }
  return startedOf(
    work,
    [...region].toSorted((a, b) => a - b),
  );
}

/** Those of the steps that have events in their current iteration, by id. */
export function startedOf({ plan, state }: WorkingState, steps: readonly number[]): string[] {
  return steps
    .filter((step) => state.steps[step]!.status !== "pending")
    .map((step) => plan.steps[step]!.id);
}
