import type { PlanStep } from "#lib/engine/plan.ts";
import { hasEnded, type StepState } from "#lib/engine/state.ts";
import type { Work } from "#lib/engine/work.ts";

/** Whether a step can go on only when a person does something. */
export function needsPerson(state: StepState): boolean {
  return state.status === "waiting" && state.waitingFor !== "retry";
}

/** Whether a step is under way without anybody: queued, running, or to be tried again. */
export function isUnderWay({ status, waitingFor }: StepState): boolean {
  return (
    status === "ready" || status === "running" || (status === "waiting" && waitingFor === "retry")
  );
}

/** Where a run goes on: the first step that needs a person, else the first under way; `null` when nothing is open. */
export function openStep({ plan, state }: Work): PlanStep | null {
  if (hasEnded(state.status)) return null;
  const find = (wanted: (step: StepState) => boolean) =>
    plan.steps.find(({ index }) => wanted(state.steps[index]!));
  return find(needsPerson) ?? find(isUnderWay) ?? null;
}
