import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { undoPartOf, undosOf } from "#lib/engine/state/compensation-part.ts";
import { lastCompleted } from "#lib/engine/state/history.ts";
import type { StepState } from "#lib/engine/state/state.ts";
import { partOf, type Target } from "#lib/engine/state/task.ts";
import type { Work } from "#lib/engine/state/working-state.ts";
import { sameJson } from "#lib/engine/value/json.ts";

/** A compensation that is to begin, and for which round of its step; null for one that is to be tried anew. */
export type NextUndo = { readonly target: Target; readonly iteration: number | null };

/**
 * What is to be made up for next: what is to be tried anew, else the round that was completed last of those left. What was
 * done by `since`, as all of the log that another execution has too, is not this one's to make up for.
 */
export function nextUndo({ plan, state }: Work, since = state.ending?.since ?? 0): NextUndo | null {
  const until = Math.max(since, state.sharedRevision);
  let next: NextUndo | null = null;
  let revision = -1;
  for (const step of plan.undoable.map((index) => plan.steps[index]!)) {
    const now = state.steps[step.index]!;
    const undos = undosOf(now);
    const again = undos.find(([, { status }]) => status === "pending");
    if (again) return { target: partOf(step, again[0]), iteration: null };
    const before = Number(undos.at(-1)?.[1].item ?? Number.POSITIVE_INFINITY);
    const round = roundsOf(step, now).find(({ iteration }) => iteration < before);
    if (!round || round.revision <= until || round.revision < revision) continue;
    const { iteration } = round;
    next = { target: partOf(step, undoPartOf(iteration, undos.length === 0)), iteration };
    revision = round.revision;
  }
  return next;
}

/** The round of a step that one of its compensations is for. */
export function roundMadeUpFor(step: StepState, part: string): StepState | null {
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
function* roundsOf(
  { operation: { mode }, spread }: PlanStep,
  now: StepState,
): Generator<StepState> {
  const worksOutside = (mode === "job" || mode === "child") && spread === null;
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
