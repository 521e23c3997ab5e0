import { LRUCache } from "lru-cache";

import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

/** The fields that never change while an execution goes on. */
export type Owned = Pick<ExecutionRow, "id" | "userId" | "parentId" | "parentStep">;

/** About 200 MB of steps and instances at worst. */
const maxSteps = 200_000;

export type CachedState = {
  readonly work: WorkingState;
  readonly row: Owned;
  /** Whether another process has lately changed it too. */
  readonly shared?: boolean;
};

/**
 * Working copies of executions that changed lately, so that the next change need not read every step again. A copy is
 * taken out while it is in use, and comes back only after its change was committed. What is decided on it is written
 * only if the execution still has its revision, so a change by another process is never missed.
 */
class StateCache {
  readonly #states = new LRUCache<string, CachedState>({
    maxSize: maxSteps,
    sizeCalculation: ({ work }) => Math.max(1, sizeOf(work)),
  });

  take(executionId: string): CachedState | null {
    const known = this.#states.get(executionId);
    if (!known) return null;
    this.#states.delete(executionId);
    return known;
  }

  put(known: CachedState): void {
    const { id } = known.row;
    // A run that has ended gets no more commands.
    if (hasEnded(known.work.state.status)) this.#states.delete(id);
    else this.#states.set(id, known);
  }
}

/** All iterations of a loop are kept. */
function sizeOf({ state, instanceCounts }: WorkingState): number {
  let size = 0;
  for (const { iteration } of state.steps) size += iteration;
  for (const { total } of instanceCounts.values()) size += total;
  return size;
}

export const stateCache = new StateCache();
