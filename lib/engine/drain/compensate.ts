import { undosOf } from "#lib/engine/state/compensation-part.ts";
import { isActive } from "#lib/engine/state/state.ts";
import type { Work } from "#lib/engine/state/working-state.ts";
import { end } from "#lib/engine/turn/ending.ts";
import { nextUndo } from "#lib/engine/turn/next-compensation.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";

import { activate } from "./activate.ts";

/**
 * Makes up for what completed steps did, one round after the other, the last one first; then the execution ends in what it was
 * ending in. Goes as far as it can without waiting.
 */
export function compensate(turn: Turn): void {
  const { work, env } = turn;
  for (let begun = 0; !isUndoing(work); begun++) {
    const next = nextUndo(work);
    if (!next) {
      end(turn, work.state.ending!);
      return;
    }
    if (!env.mayGoOn(begun)) {
      turn.effects.push({ type: "continue" });
      return;
    }
    const { iteration, target } = next;
    if (iteration !== null) {
      const { part, step } = target;
      emit(turn, { type: "step.added", step: step.id, part: part!, item: iteration });
    }
    activate(turn, target);
  }
}

function isUndoing({ plan, state }: Work): boolean {
  return plan.undoable.some((index) =>
    undosOf(state.steps[index]!).some(([, { status }]) => isActive(status)),
  );
}
