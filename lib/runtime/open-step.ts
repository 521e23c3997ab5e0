import type { PlanStep } from "#lib/engine/plan.ts";
import { hasEnded, type StepState, type WaitingFor } from "#lib/engine/state.ts";
import type { Work } from "#lib/engine/work.ts";

const forPerson: ReadonlySet<WaitingFor> = new Set(["form", "proposal", "failure"]);

/** Whether a step can go on only when a person does something. */
export function needsPerson({ status, waitingFor, token }: StepState): boolean {
  // An offered step of an exclusive group is ready without being queued.
  if (status === "ready") return token === null;
  return status === "waiting" && (waitingFor === null || forPerson.has(waitingFor));
}

/** Whether a step is under way without anybody: queued, running, or waiting for a time, a signal, its next attempt. */
export function isUnderWay(state: StepState): boolean {
  const { status } = state;
  const open = status === "ready" || status === "running" || status === "waiting";
  return open && !needsPerson(state);
}

/** Where a run goes on: the first step that needs a person, else the first under way; `null` when nothing is open. */
export function openStep({ plan, state }: Work): PlanStep | null {
  if (hasEnded(state.status)) return null;
  const find = (wanted: (step: StepState) => boolean) =>
    plan.steps.find(({ index }) => wanted(state.steps[index]!));
  return find(needsPerson) ?? find(isUnderWay) ?? null;
}
