import type { Database } from "#db/client.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import { AppError } from "#lib/errors.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

import { foldLog } from "./fold-log.ts";

/**
 * A person's own run as it was after event `at` of its log, or after the last one where that is null. Its row is the
 * present one. Throws `not_found` for any other run, and `conflict` for an event that does not exist yet.
 */
export async function stateAt(
  db: Database,
  { at, ...place }: { executionId: string; ownerId: string; at: number | null },
): Promise<Run> {
  const row = await getExecution(db, place);
  if (!row) throw new AppError("not_found", "There is no such run.");
  const upTo = at ?? row.revision;
  if (upTo > row.revision) {
    throw new AppError("conflict", `This run has not come to revision ${upTo} yet.`);
  }
  return { row, work: await foldLog(db, row, upTo) };
}
