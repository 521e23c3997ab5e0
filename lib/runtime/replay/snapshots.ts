import type { Plan } from "#lib/engine/plan/plan.ts";
import { copyOf, type ExecutionState } from "#lib/engine/state/state.ts";
import { type WorkingState, workingStateFrom } from "#lib/engine/state/working-state.ts";

/** How many events lie between two snapshots of a log. */
export const snapshotEvery = 2_000;
/** About 10 MB at worst: states share most of their data with the one before. */
const capacity = 64;

type Snapshot = { readonly plan: Plan; readonly state: ExecutionState };

/**
 * Snapshots of executions after every so many events of their logs. With them, stepping through a long log does not
 * fold it from its start each time. What has been logged never changes, so a snapshot never gets stale.
 */
class Snapshots {
  readonly #kept = new Map<string, Snapshot>();

  keep(executionId: string, { plan, state }: WorkingState): void {
    this.#kept.set(keyOf(executionId, state.revision), { plan, state: copyOf(state) });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= capacity) return;
      this.#kept.delete(oldest);
    }
  }

  /** A working copy of the latest snapshot at or before event `upTo`, if there is one. */
  nearest(executionId: string, upTo: number): WorkingState | null {
    for (let at = upTo - (upTo % snapshotEvery); at > 0; at -= snapshotEvery) {
      const key = keyOf(executionId, at);
      const found = this.#kept.get(key);
      if (!found) continue;
      this.#kept.delete(key);
      this.#kept.set(key, found);
      return workingStateFrom(found.plan, copyOf(found.state));
    }
    return null;
  }
}

function keyOf(executionId: string, revision: number): string {
  return `${executionId} ${revision}`;
}

export const snapshots = new Snapshots();
