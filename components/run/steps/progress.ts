import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

/**
 * A person's position in a run: "Create a portfolio, step 4 of about 7". Only steps that a person sees count, and
 * skipped ones do not. The total is "about", because steps ahead may be skipped too.
 */
export function progressText(work: WorkingState, at: PlanStep): string {
  const { plan, state } = work;
  const seen = plan.steps.filter((step) => {
    const { status } = state.steps[step.index]!;
    return step === at || (isSeen(step) && status !== "skipped" && status !== "cancelled");
  });
  const name = plan.definition.name;
  // A compensation has no place among the other steps.
  const place = isSeen(at) ? seen.indexOf(at) : -1;
  return place < 0 ? name : `${name}, step ${place + 1} of about ${seen.length}`;
}

/** Whether a step asks a person for something: a form, an approval, or whether to use what was written. */
export function isSeen({ operation, config }: PlanStep): boolean {
  return operation.mode === "interactive" || operation.proposes(config);
}
