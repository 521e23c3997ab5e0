import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { Json } from "#lib/engine/value/json.ts";

import { addressOf, isInstance, placeOf } from "./address.ts";
import { isUndo } from "./compensation-part.ts";
import { isSettled, type TaskState } from "./state.ts";
import type { Work } from "./working-state.ts";

/** What can be queued, opened, answered, retried or cancelled: a step as a whole, or one of its parts. */
export type Target = {
  readonly step: PlanStep;
  readonly part: string | null;
  /** How commands, events and jobs name it. */
  readonly address: string;
};

/** An execution as far as its state goes. */
type Run = Pick<Work, "plan" | "state">;

/** What expressions of an instance read as `item` and `index`. */
export type Instance = { readonly item: Json; readonly index: number };

export function wholeOf(step: PlanStep): Target {
  return { step, part: null, address: step.id };
}

export function partOf(step: PlanStep, part: string): Target {
  const own = isUndo(part) && step.undo ? step.undo : step;
  return { step: own, part, address: addressOf(step.id, part) };
}

/** Whether it is a step that is done in instances, and so never by itself. */
export function isWholeOfDivided({ step, part }: Target): boolean {
  return step.spread !== null && part === null;
}

/** What an address names, if the execution has it. */
export function targetAt(work: Run, address: string): Target | null {
  const { step: id, part } = placeOf(address);
  const index = work.plan.indexOf.get(id);
  if (index === undefined) return null;
  if (part !== null && !work.state.steps[index]!.parts?.has(part)) return null;
  const step = work.plan.steps[index]!;
  return part === null ? wholeOf(step) : partOf(step, part);
}

/** The present state of a target, which must exist. */
export function stateOf({ state }: Run, { step, part }: Target): TaskState {
  const whole = state.steps[step.index]!;
  return part === null ? whole : whole.parts!.get(part)!;
}

/** What an instance was made for; `null` for anything else. */
export function instanceOf({ state }: Work, { step, part }: Target): Instance | null {
  if (part === null || !isInstance(part)) return null;
  return { item: state.steps[step.index]!.parts!.get(part)!.item, index: Number(part) };
}

/** Every step in plan order, each followed by its parts. */
export function* targetsOf({ plan, state }: Run): Generator<Target> {
  for (const step of plan.steps) {
    yield wholeOf(step);
    for (const part of state.steps[step.index]!.parts?.keys() ?? []) yield partOf(step, part);
  }
}

/** The instances of a step that have not ended. */
export function openInstancesOf({ state }: Work, step: PlanStep): Target[] {
  return [...(state.steps[step.index]!.parts ?? [])]
    .filter(([key, { status }]) => isInstance(key) && !isSettled(status))
    .map(([key]) => partOf(step, key));
}
