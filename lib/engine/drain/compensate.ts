import { compensationsOf } from "#lib/engine/state/compensation-part.ts";
import { isActive } from "#lib/engine/state/state.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { end } from "#lib/engine/turn/ending.ts";
import { nextCompensation } from "#lib/engine/turn/next-compensation.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";

import { activate } from "./activate.ts";

/**
 * Compensates what completed steps did, one iteration after the other, the last one first. Then the execution ends as
 * it was about to. Goes as far as it can without waiting.
 */
export function compensate(turn: Turn): void {
  const { work, env } = turn;
  for (let begun = 0; !isCompensating(work); begun++) {
    const next = nextCompensation(work);
    if (!next) {
      end(turn, work.state.ending!);
      return;
    }
    if (!env.mayGoOn(begun)) {
      turn.effects.push({ type: "continue" });
      return;
    }
    const { iteration, task } = next;
    if (iteration !== null) {
      const { part, step } = task;
      emit(turn, { type: "step.added", step: step.id, part: part!, item: iteration });
    }
    activate(turn, task);
  }
}

function isCompensating({ plan, state }: WorkingState): boolean {
  return plan.compensable.some((index) =>
    compensationsOf(state.steps[index]!).some(([, { status }]) => isActive(status)),
  );
}
