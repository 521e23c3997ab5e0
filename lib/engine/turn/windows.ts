import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { parseAddress } from "#lib/engine/state/address.ts";
import type { EventBody } from "#lib/engine/state/event.ts";
import { instanceKeys } from "#lib/engine/state/instance-counts.ts";
import { isSettled, type Parts } from "#lib/engine/state/state.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import type { Json } from "#lib/engine/value/json.ts";

/**
 * The events that end the windows which an event closes: a window closes when the step that the event is about starts.
 * Called right after the event, so that nothing comes between the two.
 */
export function windowsClosedBy(work: WorkingState, event: EventBody): EventBody[] {
  const { plan, state } = work;
  if (plan.windows.size === 0 || !("step" in event) || event.step === undefined) return [];
  const { step: id, part } = parseAddress(event.step);
  const index = part === null ? plan.indexOf.get(id) : undefined;
  if (index === undefined || state.steps[index]!.status === "pending") return [];
  return (plan.windows.get(index) ?? [])
    .filter((window) => !isSettled(state.steps[window]!.status))
    .map((window) => endOf(plan.steps[window]!, state.steps[window]!.parts));
}

/**
 * The event that ends a window which would open too late, because the step that closes it has started already. Null
 * where there is time left. Changes of a run and changed answers can lead to such a window.
 */
export function lateWindowEnd({ plan, state }: WorkingState, step: PlanStep): EventBody | null {
  const before = step.definition.window && plan.indexOf.get(step.definition.window.before);
  if (before === undefined || state.steps[before]!.status === "pending") return null;
  return endOf(step, state.steps[step.index]!.parts);
}

/** A question that was answered completes with all its answers. One that was not is skipped. */
function endOf({ id }: PlanStep, parts: Parts | null): EventBody {
  const results = parts ? resultsOf(parts) : [];
  return results.length > 0
    ? { type: "step.completed", step: id, output: { results } }
    : { type: "step.skipped", step: id, reason: "Its time was over" };
}

function resultsOf(parts: Parts): Json[] {
  return instanceKeys(parts).flatMap((key) => {
    const { status, output } = parts.get(key)!;
    return status === "completed" && output ? [output] : [];
  });
}
