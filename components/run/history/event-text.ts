import type { Clock } from "#components/format/dates.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";

import { timeline, type TimelineActor } from "./timeline.ts";

/** One event in words, including those that a timeline leaves out because they only prepare something. */
export function eventText(
  plan: Plan,
  event: ExecutionEvent,
  clock: Clock,
): { text: string; actor: TimelineActor } {
  const [described] = timeline(plan, [event], clock);
  if (described) return described;
  const actor = event.actor.kind === "person" ? "You" : "System";
  if (!("step" in event) || event.step === undefined) return { text: event.type, actor };
  const name = plan.steps[plan.indexOf.get(event.step) ?? -1]?.definition.name ?? event.step;
  const words = preparing[event.type] ?? event.type;
  return { text: `${name} ${words}`, actor: "System" };
}

/** Events that only lead to something else. */
const preparing: Readonly<Partial<Record<ExecutionEvent["type"], string>>> = {
  "step.queued": "is due",
  "step.opened": "is asked",
  "step.offered": "may be taken up",
  "step.started": "begins",
};
