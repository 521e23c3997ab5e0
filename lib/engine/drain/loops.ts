import type { Loop, PlanStep } from "#lib/engine/plan/plan.ts";
import { timesTaken } from "#lib/engine/state/evolve-restart.ts";
import { isActive, isUnderWay } from "#lib/engine/state/state.ts";
import { takes, type WorkingState } from "#lib/engine/state/working-state.ts";
import { startedOf } from "#lib/engine/turn/affected-steps.ts";
import { endInFailure } from "#lib/engine/turn/settle.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";

/**
 * Takes one back edge that is due, and returns whether it did. A loop that waits for the attempts under way in it is
 * taken when the last of them has ended. Until then nothing new starts in it.
 */
export function takeLoops(turn: Turn): boolean {
  const { work } = turn;
  const loop = work.plan.loops.find(
    (l) => isDue(work, l) && !(l.waitsForActive && isBusy(work, l)),
  );
  if (!loop) return false;
  const target = work.plan.steps[loop.to]!;
  const by = work.plan.steps[loop.from]!.id;
  // The first iteration is nobody's repetition, and counts.
  const iterations = timesTaken(work.state.steps[loop.to]!.loopCounts, by) + 1;
  if (iterations >= loop.maxIterations) {
    const message = `"${target.definition.name}" was repeated ${loop.maxIterations} times, which is its limit.`;
    endInFailure(turn, { code: "loop_limit", message, retryable: false }, target.id);
    return true;
  }
  for (const index of loop.region) cancelIfActive(turn, index);
  emit(turn, { type: "step.looped", step: target.id, by, steps: startedOf(work, loop.region) });
  // The joins of steps that were held back may have been satisfied from outside in the meantime.
  work.queue.push(...loop.region);
  return true;
}

/** Whether a step may not start now although its join holds: its group is busy, or a loop is about to start it over. */
export function isHeld(work: WorkingState, step: PlanStep): boolean {
  const isOffered = step.operation.mode === "interactive" && !step.multiInstance;
  if (!isOffered && isGroupBusy(work, step)) return true;
  return work.plan.loops.some((loop) => isDue(work, loop) && loop.region.includes(step.index));
}

/** Whether another step of the same exclusive group is under way. */
export function isGroupBusy(work: WorkingState, step: PlanStep): boolean {
  return step.excludes.some((other) => keepsGroup(work, other));
}

/** Whether a step, or one of its instances, holds its exclusive group. */
export function keepsGroup({ state, instanceCounts }: WorkingState, index: number): boolean {
  const counts = instanceCounts.get(index);
  return counts ? counts.underWay > 0 : isUnderWay(state.steps[index]!);
}

/** The source has ended with the outcome that the loop leads back on, and has not been started over since. */
function isDue({ state }: WorkingState, { from, on }: Loop): boolean {
  return takes(state.steps[from]!, on);
}

/** A multi-instance step is busy as long as one of its instances is. Pending instances do not start any more. */
function isBusy({ state, instanceCounts }: WorkingState, { region }: Loop): boolean {
  return region.some((index) => {
    const counts = instanceCounts.get(index);
    return counts ? counts.active > 0 : isActive(state.steps[index]!.status);
  });
}

function cancelIfActive(turn: Turn, index: number): void {
  const { plan, state } = turn.work;
  if (!isActive(state.steps[index]!.status)) return;
  emit(turn, { type: "step.cancelled", step: plan.steps[index]!.id, reason: "A loop began anew" });
}
