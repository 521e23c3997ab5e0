import { LRUCache } from "lru-cache";

import type { Plan } from "#lib/engine/plan/plan.ts";
import { copyOf, type ExecutionState } from "#lib/engine/state/state.ts";
import { type WorkingState, workingStateFrom } from "#lib/engine/state/working-state.ts";

/** How many events lie between two snapshots of a log. */
export const snapshotEvery = 2_000;
/** About 10 MB at worst: states share most of their data with the one before. */
const capacity = 64;

type Snapshot = { readonly plan: Plan; readonly state: ExecutionState };

/**
 * Executions as they were after every so many events of their logs, so that whoever steps through a long log does not
 * have it folded from its start each time. What has been logged never changes, so neither does a snapshot.
 */
class Snapshots {
  readonly #kept = new LRUCache<string, Snapshot>({ max: capacity });

  keep(executionId: string, { plan, state }: WorkingState): void {
    this.#kept.set(keyOf(executionId, state.revision), { plan, state: copyOf(state) });
  }

  /** A working copy of the latest snapshot at or before event `upTo`, if there is one. */
  nearest(executionId: string, upTo: number): WorkingState | null {
    for (let at = upTo - (upTo % snapshotEvery); at > 0; at -= snapshotEvery) {
      const found = this.#kept.get(keyOf(executionId, at));
      if (found) return workingStateFrom(found.plan, copyOf(found.state));
    }
    return null;
  }
}

function keyOf(executionId: string, revision: number): string {
  return `${executionId} ${revision}`;
}

export const snapshots = new Snapshots();
