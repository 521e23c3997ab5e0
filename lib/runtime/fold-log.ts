import type { Database } from "#db/client.ts";
import type { DefinitionPlace } from "#db/queries/definitions.ts";
import { getEvents } from "#db/queries/executions.ts";
import { fold } from "#lib/engine/fold.ts";
import { newWork, type Work } from "#lib/engine/work.ts";

import { plansInLog } from "./plans.ts";

/** How many events are held at a time, however long the log is. */
const piece = 5_000;

/** An execution as it was after event `upTo`, by its log alone. The caller has checked who may see it. */
export async function foldLog(
  db: Database,
  execution: DefinitionPlace & { id: string },
  upTo: number,
): Promise<Work> {
  const { id: executionId } = execution;
  const { first, planOf } = await plansInLog(db, execution);
  let work = newWork(first);
  for (let after = work.state.revision; after < upTo; after = work.state.revision) {
    const limit = Math.min(piece, upTo - after);
    // oxlint-disable-next-line eslint/no-await-in-loop -- each piece is folded onto what those before it led to
    const events = await getEvents(db, { executionId, after, limit });
    if (events.length === 0) break;
    work = fold(first, events, work, planOf);
  }
  return work;
}
