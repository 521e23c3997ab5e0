import { activate } from "./activate.ts";
import { end, nextUndo } from "./ending.ts";
import { isActive } from "./state.ts";
import { emit, type Turn } from "./turn.ts";
import { undoPart } from "./undo.ts";
import type { Work } from "./work.ts";

/**
 * Makes up for what completed steps did, one after the other, the last one first; then the execution ends in what it was
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
    const step = next.step.id;
    if (!work.state.steps[next.step.index]!.parts?.has(undoPart)) {
      emit(turn, { type: "step.added", step, part: undoPart, item: null });
    }
    activate(turn, next);
  }
}

function isUndoing({ plan, state }: Work): boolean {
  return plan.undoable.some((index) => {
    const undo = state.steps[index]!.parts?.get(undoPart);
    return undo !== undefined && isActive(undo.status);
  });
}
