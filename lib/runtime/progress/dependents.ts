import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { affectedSteps } from "#lib/engine/turn/affected-steps.ts";

/** The later steps whose results are replaced if this step's answer changes, in plan order. */
export function dependentsOf(work: WorkingState, { index }: PlanStep): PlanStep[] {
  const { plan, state } = work;
  const affected = new Set(affectedSteps(work, index));
  return plan.steps.filter(
    (step) =>
      step.index !== index &&
      affected.has(step.id) &&
      state.steps[step.index]!.status === "completed",
  );
}

/**
 * Whether a run can continue without this step's result: no later step requires it, and every step right after it has
 * another way to start.
 */
export function canSkip({ plan, state }: WorkingState, { id }: PlanStep): boolean {
  const gone = (other: string) => {
    const index = plan.indexOf.get(other);
    const status = index === undefined ? "skipped" : state.steps[index]!.status;
    return other === id || status === "skipped" || status === "failed" || status === "cancelled";
  };
  return plan.steps.every(({ definition, bindings }) => {
    const needs = definition.dependencies.map(({ step }) => step);
    if (needs.includes(id) && needs.every(gone)) return false;
    return bindings.every(
      (binding) =>
        binding.port.optional === true ||
        binding.kind !== "steps" ||
        !binding.candidates.some(({ step }) => step === id) ||
        binding.candidates.some(({ step }) => !gone(step)),
    );
  });
}

/**
 * The completed steps with a person's answers that a step's failure may depend on, the nearest last: the answers to
 * change when the step cannot work with them.
 */
export function answeredBefore({ plan, state }: WorkingState, { id }: PlanStep): PlanStep[] {
  const before = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const index = plan.indexOf.get(at);
    const needs = index === undefined ? [] : plan.steps[index]!.definition.dependencies;
    for (const { step } of needs) {
      if (before.has(step)) continue;
      before.add(step);
      open.push(step);
    }
  }
  return plan.steps.filter(
    ({ id: other, index, operation }) =>
      before.has(other) &&
      operation.mode === "interactive" &&
      !operation.approves &&
      state.steps[index]!.status === "completed",
  );
}
