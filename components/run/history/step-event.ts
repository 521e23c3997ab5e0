import type { ExecutionEvent } from "#lib/engine/state/event.ts";

export type StepEvent = Extract<ExecutionEvent, { type: `step.${string}` }>;

export function isStepEvent(event: ExecutionEvent): event is StepEvent {
  return event.type.startsWith("step.");
}
