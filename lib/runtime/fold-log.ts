import type { Database } from "#db/client.ts";
import { getEvents } from "#db/queries/executions.ts";
import { fold } from "#lib/engine/fold.ts";
import type { Plan } from "#lib/engine/plan.ts";
import { newWork, type Work } from "#lib/engine/work.ts";

/** How many events are held at a time, however long the log is. */
const piece = 5_000;

/** An execution as it was after event `upTo`, by its log alone. The caller has checked who may see it. */
export async function foldLog(
  db: Database,
  plan: Plan,
  { executionId, upTo }: { executionId: string; upTo: number },
  onto: Work = newWork(plan),
): Promise<Work> {
  let work = onto;
  for (let after = work.state.revision; after < upTo; after = work.state.revision) {
    const limit = Math.min(piece, upTo - after);
    // oxlint-disable-next-line eslint/no-await-in-loop -- each piece is folded onto what those before it led to
    const events = await getEvents(db, { executionId, after, limit });
    if (events.length === 0) break;
    work = fold(plan, events, work);
  }
  return work;
}
