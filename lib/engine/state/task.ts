import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { Json } from "#lib/engine/value/json.ts";

import { addressOf, isInstance, parseAddress } from "./address.ts";
import { isCompensation } from "./compensation-part.ts";
import { isSettled, type TaskState } from "./state.ts";
import type { WorkingState } from "./working-state.ts";

/** What can be queued, opened, answered, retried or cancelled: a whole step, or one of its parts. */
export type Task = {
  readonly step: PlanStep;
  readonly part: string | null;
  /** How commands, events and jobs name it. */
  readonly address: string;
};

/** An execution as far as its state goes. */
type Run = Pick<WorkingState, "plan" | "state">;

/** What expressions of an instance read as `item` and `index`. */
export type Instance = { readonly item: Json; readonly index: number };

export function stepTask(step: PlanStep): Task {
  return { step, part: null, address: step.id };
}

export function partOf(step: PlanStep, part: string): Task {
  const own = isCompensation(part) && step.compensation ? step.compensation : step;
  return { step: own, part, address: addressOf(step.id, part) };
}

/** Whether the task is a whole multi-instance step, which is done only in its instances. */
export function isMultiInstanceStep({ step, part }: Task): boolean {
  return step.multiInstance !== null && part === null;
}

/** The task at an address, if the execution has it. */
export function taskAt(work: Run, address: string): Task | null {
  const { step: id, part } = parseAddress(address);
  const index = work.plan.indexOf.get(id);
  if (index === undefined) return null;
  if (part !== null && !work.state.steps[index]!.parts?.has(part)) return null;
  const step = work.plan.steps[index]!;
  return part === null ? stepTask(step) : partOf(step, part);
}

/** The present state of a task, which must exist. */
export function stateOf({ state }: Run, { step, part }: Task): TaskState {
  const whole = state.steps[step.index]!;
  return part === null ? whole : whole.parts!.get(part)!;
}

/** The item and number of an instance. `null` for any other task. */
export function instanceOf({ state }: WorkingState, { step, part }: Task): Instance | null {
  if (part === null || !isInstance(part)) return null;
  return { item: state.steps[step.index]!.parts!.get(part)!.item, index: Number(part) };
}

/** Every step in plan order, each followed by its parts. */
export function* tasksOf({ plan, state }: Run): Generator<Task> {
  for (const step of plan.steps) {
    yield stepTask(step);
    for (const part of state.steps[step.index]!.parts?.keys() ?? []) yield partOf(step, part);
  }
}

/** The instances of a step that have not ended. */
export function openInstancesOf({ state }: WorkingState, step: PlanStep): Task[] {
  return [...(state.steps[step.index]!.parts ?? [])]
    .filter(([key, { status }]) => isInstance(key) && !isSettled(status))
    .map(([key]) => partOf(step, key));
}
