import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { compensationPartOf, compensationsOf } from "#lib/engine/state/compensation-part.ts";
import { lastCompleted } from "#lib/engine/state/history.ts";
import type { StepState } from "#lib/engine/state/state.ts";
import { partOf, type Task } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { sameJson } from "#lib/engine/value/json.ts";

/**
 * A compensation to start, and the iteration that it is for. The iteration is null for one that is to be tried again.
 */
export type NextCompensation = { readonly task: Task; readonly iteration: number | null };

/**
 * The next compensation: one that is to be tried again, else that of the remaining iteration that completed last. What
 * was done by `since`, and what is in the log that another execution shares, is not compensated here.
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
    const latest = iterationsOf(step, now).find(({ iteration }) => iteration < before);
    if (!latest || latest.revision <= until || latest.revision < revision) continue;
    const { iteration } = latest;
    next = {
      task: partOf(step, compensationPartOf(iteration, compensations.length === 0)),
      iteration,
    };
    revision = latest.revision;
  }
  return next;
}

/** The iteration of a step that one of its compensations is for. */
export function compensatedIteration(step: StepState, part: string): StepState | null {
  const iteration = step.parts?.get(part)?.item;
  for (let one: StepState | null = step; one; one = one.past) {
    if (one.iteration === iteration) return one;
  }
  return null;
}

/**
 * The completed iterations of a step that have to be compensated, the latest first. A result that was carried over was
 * not produced again, so it does not count twice. After a changed answer, a new answer, calculation or collection
 * replaces the one before it; a job does not, because its earlier work outside still exists.
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

function isCarriedOver(one: StepState): boolean {
  const before = one.mayCarry ? lastCompleted(one, null)?.task : undefined;
  return (
    before !== undefined &&
    sameJson(before.input ?? {}, one.input ?? {}) &&
    sameJson(before.output ?? {}, one.output ?? {})
  );
}
