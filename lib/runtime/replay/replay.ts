import type { Database } from "#db/client.ts";
import { getEvents, getExecution } from "#db/queries/executions/read-executions.ts";
import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

import { foldLog } from "./fold-log.ts";

/** A run as it was after one event of its log, computed from the log alone. */
export type Replay = {
  readonly row: ExecutionRow;
  readonly work: WorkingState;
  readonly event: ExecutionEvent;
  /** The steps that the event changed, by their index in the plan. */
  readonly changed: ReadonlySet<number>;
  /** The events around it, in order. */
  readonly around: readonly ExecutionEvent[];
};

/**
 * A person's own run after event `at`, or after the nearest event that exists. After the last event where `at` is null.
 * `null` where the person has no such run. Of the log itself only about `most` events are returned.
 */
export async function loadReplay(
  db: Database,
  { at, most, ...place }: { executionId: string; ownerId: string; at: number | null; most: number },
): Promise<Replay | null> {
  const row = await getExecution(db, place);
  if (!row) return null;
  const { executionId } = place;
  const seq = Math.min(Math.max(at ?? row.revision, 1), row.revision);
  const before = await foldLog(db, row, seq - 1);
  const earlier = new Map(
    before.plan.steps.map(({ id, index }) => [id, before.state.steps[index]]),
  );
  const after = Math.max(0, Math.min(seq - 1 - Math.floor(most / 2), row.revision - most));
  const around = await getEvents(db, { executionId, after, limit: most });
  const event = around.find((one) => one.seq === seq);
  if (!event) throw new Error(`Run ${executionId} has no event ${seq}.`);
  const work = await foldLog(db, row, seq, before);
  const changed = work.plan.steps.filter(
    ({ id, index }) => earlier.get(id) !== work.state.steps[index],
  );
  return { row, work, event, changed: new Set(changed.map(({ index }) => index)), around };
}
