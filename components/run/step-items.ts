import type { StepStateName } from "#components/ui/step-state.tsx";
import type { PlanStep } from "#lib/engine/plan.ts";
import { isSettled, type StepState } from "#lib/engine/state.ts";
import type { Work } from "#lib/engine/work.ts";

import { type Clock, untilText } from "./moments.ts";

/** The groups of the list of steps, in the order they are shown. */
export const stepGroups = ["Ready now", "Running", "Cannot start yet", "Completed"] as const;
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
};

/** Every step of a run as a row, in the order of the plan. */
export function stepItems(work: Work, clock: Clock): StepItem[] {
  const waits = unmetNeeds(work);
  return work.plan.steps.map((step) => itemOf(work, step, waits.get(step.id) ?? [], clock));
}

/** How far a run has come: settled steps of all steps. */
export function completedText(items: readonly StepItem[]): string {
  const done = items.filter(({ group }) => group === "Completed").length;
  return `${done} of ${items.length} completed`;
}

function itemOf({ state }: Work, step: PlanStep, needs: readonly string[], clock: Clock): StepItem {
  const now = state.steps[step.index]!;
  const shown = shownState(now, clock);
  const paused = state.status === "paused" && !isSettled(now.status) && now.status !== "pending";
  const blocked = now.status === "pending";
  const hint = blocked && needs.length > 0 ? `Needs: ${needs.join(", ")}` : hintOf(now);
  return {
    id: step.id,
    name: step.definition.name,
    group: shown.group,
    state: paused ? "paused" : shown.state,
    opens: !blocked,
    ...(hint !== undefined && { hint }),
    ...(!paused && shown.label !== undefined && { label: shown.label }),
  };
}

type Shown = { group: StepGroup; state: StepStateName; label?: string };

function shownState(step: StepState, clock: Clock): Shown {
  switch (step.status) {
    case "pending":
      return { group: "Cannot start yet", state: "pending" };
    case "ready":
      // Offered, not queued: whoever takes it first has it.
      if (step.token === null) return { group: "Ready now", state: "ready" };
      return { group: "Running", state: "running" };
    case "running":
      return { group: "Running", state: "running" };
    case "waiting":
      return waitingState(step, clock);
    case "completed":
    case "skipped":
    case "failed":
    case "cancelled":
      return { group: "Completed", state: step.status };
  }
}

function waitingState({ waitingFor, dueAt }: StepState, clock: Clock): Shown {
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

function hintOf({ error, status, waitingFor }: StepState): string | undefined {
  return waitingFor === "failure" || status === "failed" ? error?.message : undefined;
}

/** The names of the steps that each step still waits for, by its id. */
function unmetNeeds({ plan, state }: Work): Map<string, string[]> {
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
