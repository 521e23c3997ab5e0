import type { Database } from "#db/client.ts";
import type { DefinitionPlace } from "#db/queries/definitions/definitions.ts";
import { getEvents } from "#db/queries/executions/read-executions.ts";
import { fold } from "#lib/engine/state/fold.ts";
import { newWorkingState, type WorkingState } from "#lib/engine/state/working-state.ts";
import { plansInLog } from "#lib/runtime/store/plan-cache.ts";

import { snapshotEvery, snapshots } from "./snapshots.ts";

/**
 * The state of an execution after event `upTo`, from its log alone. Only a piece of the log is in memory at a time.
 * `onto` is the state at an earlier event. The caller has checked who may see it.
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
    // oxlint-disable-next-line eslint/no-await-in-loop -- each piece is folded onto the state before it
    const events = await getEvents(db, { executionId, after, limit });
    if (events.length === 0) break;
    work = fold(first, events, work, planOf);
    if (work.state.revision % snapshotEvery === 0) snapshots.keep(executionId, work);
  }
  return work;
}
