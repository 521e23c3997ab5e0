import { type Clock, untilText } from "#components/format/dates.ts";
import type { StepStateName } from "#components/ui/lists/step-state.tsx";
import { takesInstances } from "#lib/engine/drain/run-instances.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { compensationsOf } from "#lib/engine/state/compensation-part.ts";
import { instanceKeys } from "#lib/engine/state/instance-counts.ts";
import { instanceName } from "#lib/engine/state/instance-name.ts";
import { isSettled, type TaskState } from "#lib/engine/state/state.ts";
import { instanceOf, partOf, stateOf, type Task } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

/** The groups of the list of steps, in the order they are shown. */
export const stepGroups = [
  "Ready now",
  "Running",
  "Cannot start yet",
  "Completed",
  "Not completed",
] as const;
export type StepGroup = (typeof stepGroups)[number];

/** A step as a row of a list. */
export type StepItem = {
  id: string;
  name: string;
  group: StepGroup;
  state: StepStateName;
  /** Replaces the usual words of the state. */
  label?: string;
  hint?: string;
  /** Whether there is anything to see on its page. */
  opens: boolean;
  /** Those of its instances that are open or under way, the first ones. */
  instances?: readonly StepItem[];
};

/** Beyond these, the step's own page lists its instances. */
const mostInstances = 20;

/** Every step of a run as a row, in the order of the plan. */
export function stepItems(work: WorkingState, clock: Clock): StepItem[] {
  const waits = unmetNeeds(work);
  return work.plan.steps.flatMap((step) => [
    itemOf(work, step, waits.get(step.id) ?? [], clock),
    ...compensationItems(work, step, clock),
  ]);
}

/** The open questions that nobody has to answer. */
export function openWindows(work: WorkingState, clock: Clock): StepItem[] {
  const open = work.plan.steps.filter((step) => isOpenWindow(work, step));
  return open.map((step) => itemOf(work, step, [], clock));
}

function isOpenWindow({ state }: WorkingState, { definition, index }: PlanStep): boolean {
  return definition.window !== undefined && state.steps[index]!.status === "waiting";
}

/** The compensations of a step's iterations, once they have started. */
function compensationItems(work: WorkingState, step: PlanStep, clock: Clock): StepItem[] {
  const compensations = compensationsOf(work.state.steps[step.index]!);
  return compensations.map(([part]) => taskItem(work, partOf(step, part), clock));
}

/** The items in the order of a list: each step, and those of its instances that somebody may want to see. */
export function withInstances(items: readonly StepItem[]): StepItem[] {
  return items.flatMap((item) => [item].concat(item.instances ?? []));
}

/** Every instance of a step as a row. */
export function instanceItems(work: WorkingState, step: PlanStep, clock: Clock): StepItem[] {
  const { parts } = work.state.steps[step.index]!;
  const keys = parts ? instanceKeys(parts) : [];
  return keys.map((key) => taskItem(work, partOf(step, key), clock));
}

/** A step or an instance as a row, whatever it waits for. */
export function taskItem(work: WorkingState, task: Task, clock: Clock): StepItem {
  const { step, address } = task;
  const count = work.instanceCounts.get(step.index)?.total ?? 0;
  const name = instanceName(step.definition.name, address, count);
  const row = rowOf(work, { id: address, name, now: stateOf(work, task), needs: [] }, clock);
  const item = itemText(work, task);
  if (item === null) return row;
  return { ...row, hint: row.hint === undefined ? item : `${item}: ${row.hint}` };
}

/** The item of an instance, where that is a text: people know the instance by it, not by its number. */
export function itemText(work: WorkingState, task: Task): string | null {
  const item = instanceOf(work, task)?.item;
  return typeof item === "string" && item !== "" ? item : null;
}

/** How far a run is: steps that are completed or not needed, of all steps. */
export function completedText(items: readonly StepItem[]): string {
  const done = items.filter(({ group }) => group === "Completed").length;
  return `${done} of ${items.length} completed`;
}

function itemOf(
  work: WorkingState,
  step: PlanStep,
  needs: readonly string[],
  clock: Clock,
): StepItem {
  const now = work.state.steps[step.index]!;
  const row = rowOf(work, { id: step.id, name: step.definition.name, now, needs }, clock);
  const counts = work.instanceCounts.get(step.index);
  if (isOpenWindow(work, step)) return { ...row, hint: windowHint(work, step) };
  if (!counts || !step.multiInstance) return row;
  const hint = `${counts.settled} of ${counts.total} done`;
  if (now.status !== "running") return { ...row, hint: row.hint ?? hint };
  const open = instanceItems(work, step, clock).filter(
    ({ group }) => group === "Ready now" || group === "Running",
  );
  const takesMore = takesInstances(work, step) && row.state !== "paused";
  return {
    ...row,
    hint: takesMore ? `${hint}, more may be added` : hint,
    ...(takesMore && { group: "Ready now" as const, state: "needsYou" as const }),
    instances: open.slice(0, mostInstances),
  };
}

/** How long a question with a window stays open, and whether somebody has answered it. */
function windowHint({ plan, state }: WorkingState, step: PlanStep): string {
  const { parts } = state.steps[step.index]!;
  const times = parts ? instanceKeys(parts).length : 0;
  const given = times === 0 ? "" : `, answered ${times === 1 ? "once" : `${times} times`}`;
  const end = plan.indexOf.get(step.definition.window!.before)!;
  return `Open until “${plan.steps[end]!.definition.name}” begins${given}`;
}

function rowOf(
  { state }: WorkingState,
  { id, name, now, needs }: { id: string; name: string; now: TaskState; needs: readonly string[] },
  clock: Clock,
): StepItem {
  const shown = shownState(now, clock);
  const paused = state.status === "paused" && !isSettled(now.status) && now.status !== "pending";
  const blocked = now.status === "pending";
  const hint = blocked && needs.length > 0 ? `Needs: ${needs.join(", ")}` : hintOf(now);
  return {
    id,
    name,
    group: shown.group,
    state: paused ? "paused" : shown.state,
    opens: !blocked,
    ...(hint !== undefined && { hint }),
    ...(!paused && shown.label !== undefined && { label: shown.label }),
  };
}

type Shown = { group: StepGroup; state: StepStateName; label?: string };

function shownState(step: TaskState, clock: Clock): Shown {
  switch (step.status) {
    case "pending":
      return { group: "Cannot start yet", state: "pending" };
    case "ready":
      // Offered, not queued: the first person to claim it gets it.
      if (step.token === null) return { group: "Ready now", state: "ready" };
      return { group: "Running", state: "running" };
    case "running":
      return { group: "Running", state: "running" };
    case "waiting":
      return waitingState(step, clock);
    case "completed":
    case "skipped":
      return { group: "Completed", state: step.status };
    case "failed":
    case "cancelled":
      return { group: "Not completed", state: step.status };
  }
}

function waitingState({ waitingFor, dueAt }: TaskState, clock: Clock): Shown {
  switch (waitingFor) {
    case "retry":
    case "time": {
      const label = `Waiting until ${untilText(dueAt ?? 0, clock)}`;
      return { group: "Running", state: "waiting", label };
    }
    case "signal":
      return { group: "Ready now", state: "waiting", label: "Waiting for a signal" };
    case "proposal":
      return { group: "Ready now", state: "needsYou" };
    case "failure":
      return { group: "Ready now", state: "failed" };
    case "form":
    case null:
      return { group: "Ready now", state: "ready" };
  }
}

function hintOf({ error, status, waitingFor }: TaskState): string | undefined {
  return waitingFor === "failure" || status === "failed" ? error?.message : undefined;
}

/** The names of the steps that each step still waits for, by its id. */
function unmetNeeds({ plan, state }: WorkingState): Map<string, string[]> {
  const needs = new Map<string, string[]>();
  for (const { id, definition } of plan.steps) {
    const open = definition.dependencies.flatMap(({ step }) => {
      const index = plan.indexOf.get(step);
      if (index === undefined || isSettled(state.steps[index]!.status)) return [];
      return [plan.steps[index]!.definition.name];
    });
    needs.set(id, [...new Set(open)]);
  }
  return needs;
}
