import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { compensationPartOf, compensationsOf } from "#lib/engine/state/compensation-part.ts";
import { lastCompleted } from "#lib/engine/state/history.ts";
import type { StepState } from "#lib/engine/state/state.ts";
import { partOf, type Task } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { sameJson } from "#lib/engine/value/json.ts";

/** A compensation that is to begin, and for which round of its step; null for one that is to be tried anew. */
export type NextCompensation = { readonly task: Task; readonly iteration: number | null };

/**
 * What is to be made up for next: what is to be tried anew, else the round that was completed last of those left. What was
 * done by `since`, as all of the log that another execution has too, is not this one's to make up for.
 */
export function nextCompensation(
  { plan, state }: WorkingState,
  since = state.ending?.since ?? 0,
): NextCompensation | null {
  const until = Math.max(since, state.sharedRevision);
  let next: NextCompensation | null = null;
  let revision = -1;
  for (const step of plan.compensable.map((index) => plan.steps[index]!)) {
    const now = state.steps[step.index]!;
    const compensations = compensationsOf(now);
    const again = compensations.find(([, { status }]) => status === "pending");
    if (again) return { task: partOf(step, again[0]), iteration: null };
    const before = Number(compensations.at(-1)?.[1].item ?? Number.POSITIVE_INFINITY);
    const round = iterationsOf(step, now).find(({ iteration }) => iteration < before);
    if (!round || round.revision <= until || round.revision < revision) continue;
    const { iteration } = round;
    next = {
      task: partOf(step, compensationPartOf(iteration, compensations.length === 0)),
      iteration,
    };
    revision = round.revision;
  }
  return next;
}

/** The round of a step that one of its compensations is for. */
export function compensatedIteration(step: StepState, part: string): StepState | null {
  const iteration = step.parts?.get(part)?.item;
  for (let one: StepState | null = step; one; one = one.past) {
    if (one.iteration === iteration) return one;
  }
  return null;
}

/**
 * The rounds in which a step did something, the latest first: those that completed. A result that was carried over was not
 * done again; and what was answered, calculated or collected anew since an answer was changed has taken the place of what was
 * before, which a job's work outside has not.
 */
function* iterationsOf(
  { operation: { mode }, multiInstance }: PlanStep,
  now: StepState,
): Generator<StepState> {
  const worksOutside = (mode === "job" || mode === "child") && multiInstance === null;
  let isChanged = false;
  let after: StepState | null = null;
  for (let one: StepState | null = now; one; one = one.past) {
    if (after && after.loopedAt >= one.revision) isChanged = false;
    after = one;
    if (one.status !== "completed") continue;
    if (mode !== "inline" && isCarriedOver(one)) continue;
    if (!worksOutside && isChanged) continue;
    isChanged = true;
    yield one;
  }
}

function isCarriedOver(round: StepState): boolean {
  const before = round.mayCarry ? lastCompleted(round, null)?.task : undefined;
  return (
    before !== undefined &&
    sameJson(before.input ?? {}, round.input ?? {}) &&
    sameJson(before.output ?? {}, round.output ?? {})
  );
}
