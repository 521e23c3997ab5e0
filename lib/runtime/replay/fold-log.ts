import type { Database } from "#db/client.ts";
import type { DefinitionPlace } from "#db/queries/definitions/definitions.ts";
import { getEvents } from "#db/queries/executions/read-executions.ts";
import { fold } from "#lib/engine/state/fold.ts";
import { newWorkingState, type WorkingState } from "#lib/engine/state/working-state.ts";
import { plansInLog } from "#lib/runtime/store/plan-cache.ts";

import { snapshotEvery, snapshots } from "./snapshots.ts";

/**
 * An execution as it was after event `upTo`, by its log alone, of which only a piece is held at a time; `onto` is how it
 * was at an earlier event. The caller has checked who may see it.
 */
export async function foldLog(
  db: Database,
  execution: DefinitionPlace & { id: string },
  upTo: number,
  onto: WorkingState | null = snapshots.nearest(execution.id, upTo),
): Promise<WorkingState> {
  const { id: executionId } = execution;
  const { first, planOf } = await plansInLog(db, execution);
  let work = onto ?? newWorkingState(first);
  for (let after = work.state.revision; after < upTo; after = work.state.revision) {
    const limit = Math.min(snapshotEvery - (after % snapshotEvery), upTo - after);
    // oxlint-disable-next-line eslint/no-await-in-loop -- each piece is folded onto what those before it led to
    const events = await getEvents(db, { executionId, after, limit });
    if (events.length === 0) break;
    work = fold(first, events, work, planOf);
    if (work.state.revision % snapshotEvery === 0) snapshots.keep(executionId, work);
  }
  return work;
}
