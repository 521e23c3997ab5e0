import type { Database } from "#db/client.ts";
import { getEvents, getExecution, lockExecution } from "#db/queries/executions/read-executions.ts";
import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import { evolve } from "#lib/engine/state/evolve.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { AppError } from "#lib/errors.ts";

import { loadState } from "./load-state.ts";
import { planOf } from "./plan-cache.ts";
import type { CachedState } from "./state-cache.ts";

type Place = { executionId: string; ownerId: string | null };

/**
 * The stored state of a run, without a lock. The row is read before the steps. If anything changes afterwards, the row
 * has another revision when it is to be written.
 */
export async function readState(db: Database, place: Place): Promise<CachedState> {
  const row = await getExecution(db, place);
  if (!row) throw new AppError("not_found", "There is no such run.");
  return { row, work: await loadState(db, row, await planOf(db, row)) };
}

/**
 * The stored state of a run, locked for the rest of the transaction. `copy` saves reading most of it: where another
 * process continued the run, the copy is updated with the events that it missed.
 */
export async function readLockedState(
  tx: Database,
  place: Place,
  copy: CachedState | null,
): Promise<CachedState> {
  const row = await lockExecution(tx, place);
  if (!row) throw new AppError("not_found", "There is no such run.");
  if (copy?.work.state.revision === row.revision) return { work: copy.work, row };
  const caughtUp = copy && (await catchUp(tx, row, copy.work));
  const work = caughtUp ?? (await loadState(tx, row, await planOf(tx, row)));
  return { work, row, shared: copy !== null };
}

/** Reading an event costs as much as reading a step row. */
const mostMissed = 1_000;

/** Null for a copy that is far behind, or whose run follows another plan by now. */
async function catchUp(
  tx: Database,
  row: ExecutionRow,
  copy: WorkingState,
): Promise<WorkingState | null> {
  const after = copy.state.revision;
  const missed = row.revision - after;
  if (missed < 0 || missed > mostMissed) return null;
  const events = await getEvents(tx, { executionId: row.id, after, limit: missed });
  if (events.length < missed || events.some(({ type }) => type === "execution.patched"))
    return null;
  for (const event of events) evolve(copy, event);
  copy.dirty.clear(); // these changes are written already
  return copy;
}
