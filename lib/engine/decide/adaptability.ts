import {
  type Dependency,
  errorOutcome,
  type StepDefinition,
  type WorkflowDefinition,
} from "#lib/engine/definition/definition.ts";
import { type ChangedStep, compareDefinitions } from "#lib/engine/patch/diff.ts";
import type { Obstacle } from "#lib/engine/patch/obstacle.ts";
import { hasHappened, isSettled, type StepState } from "#lib/engine/state/state.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

/**
 * Why an execution cannot continue with another definition, because of what has already happened in it. Empty when it
 * can. Steps that have events keep their state and the edges into them. Everything that follows from them must be what
 * would have followed, had the definition been this one from the start. `reverts` is the position in the log of the
 * change that this one reverts: steps that had ended by then ended under the definition that comes back. O(steps +
 * edges).
 */
export function adaptability(
  work: WorkingState,
  after: WorkflowDefinition,
  reverts = 0,
): readonly Obstacle[] {
  const diff = compareDefinitions(work.plan.definition, after);
  const fixed = [
    ...diff.changed.map((step) => ({ step: step.before, change: "changed" })),
    ...diff.removed.map((step) => ({ step, change: "removed" })),
  ].flatMap(({ step, change }): Obstacle[] => {
    const state = stateOf(work, step.id);
    if (!state || !hasHappened(state)) return [];
    const message = `"${step.name}" ${happened(state)}, so it can no longer be ${change}.`;
    return [{ code: "has_happened", steps: [step.id], message }];
  });
  const loops = [...diff.added, ...diff.changed].flatMap((step) => lateLoops(work, step, reverts));
  return [...fixed, ...loops, ...lateRivals(work, after), ...lostHandlers(work, after)];
}

function stateOf({ plan, state }: WorkingState, id: string): StepState | null {
  const index = plan.indexOf.get(id);
  return index === undefined ? null : state.steps[index]!;
}

function happened({ status, waitingFor }: StepState): string {
  switch (status) {
    case "completed":
      return "is completed";
    case "skipped":
      return "was not needed and has ended";
    case "failed":
      return "has failed";
    case "cancelled":
      return "was cancelled";
    case "waiting":
      return waitingFor === "form" ? "waits for an answer" : "has started";
    case "ready":
    case "running":
      return "has started";
    case "pending":
      return "has happened in an earlier round";
  }
}

/** A loop from a step that has already ended would fire at once, without its steps having been seen to begin. */
function lateLoops(
  work: WorkingState,
  step: StepDefinition | ChangedStep,
  reverts: number,
): Obstacle[] {
  const { after, before } = "after" in step ? step : { after: step, before: null };
  const had = new Set(before?.dependencies.filter(({ back }) => back).map(keyOf));
  return after.dependencies.flatMap((edge): Obstacle[] => {
    if (!edge.back || had.has(keyOf(edge))) return [];
    const source = stateOf(work, edge.step);
    if (!source || !isSettled(source.status) || source.revision < reverts) return [];
    const name = nameOf(work, edge.step);
    const message = `"${name}" ${happened(source)}, so no new loop can lead back from it.`;
    return [{ code: "has_happened", steps: [edge.step, after.id], message }];
  });
}

function keyOf({ step, on }: Dependency): string {
  return `${step} ${on ?? ""}`;
}

/** A race that has a winner takes no new members: the new one could win a second time. */
function lateRivals(work: WorkingState, after: WorkflowDefinition): Obstacle[] {
  const winners = new Map<string, StepDefinition>();
  for (const step of after.steps) {
    if (step.race !== undefined && stateOf(work, step.id)?.status === "completed") {
      winners.set(step.race, step);
    }
  }
  return after.steps.flatMap((step): Obstacle[] => {
    const winner = step.race === undefined ? undefined : winners.get(step.race);
    const state = stateOf(work, step.id);
    if (!winner || (state && hasHappened(state))) return [];
    const message = `"${step.name}" comes too late: "${winner.name}" has won that race.`;
    return [{ code: "race_decided", steps: [step.id, winner.id], message }];
  });
}

/** A step has failed and the execution continues because an edge handles the error. One such edge has to stay. */
function lostHandlers(work: WorkingState, after: WorkflowDefinition): Obstacle[] {
  const handled = new Set(
    after.steps.flatMap(({ dependencies }) =>
      dependencies.filter(({ on }) => on === errorOutcome).map(({ step }) => step),
    ),
  );
  return work.plan.steps.flatMap(({ id, index, definition, handlesError }): Obstacle[] => {
    if (work.state.steps[index]!.status !== "failed" || !handlesError || handled.has(id)) return [];
    const message = `"${definition.name}" has failed, and this takes away what was to happen then.`;
    return [{ code: "failure_led_on", steps: [id], message }];
  });
}

function nameOf({ plan }: WorkingState, id: string): string {
  return plan.steps[plan.indexOf.get(id) ?? -1]?.definition.name ?? id;
}
