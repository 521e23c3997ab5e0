import { activate } from "./activate.ts";
import { end } from "./ending.ts";
import { nextUndo } from "./rounds-to-undo.ts";
import { isActive } from "./state.ts";
import { emit, type Turn } from "./turn.ts";
import { undosOf } from "./undo-part.ts";
import type { Work } from "./work.ts";

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
