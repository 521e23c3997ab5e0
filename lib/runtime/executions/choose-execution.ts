import type { Database } from "#db/client.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import { AppError } from "#lib/errors.ts";
import { rejected } from "#lib/runtime/commands/run-command.ts";

import { controlExecution } from "./control-execution.ts";

/**
 * Continues with one of two runs of a person. The other one, if it is still open, is cancelled and compensates its
 * steps. If the chosen run is a what-if of the other one, directly or through other what-ifs, the steps that both share
 * are not compensated, because the chosen run builds on them.
 */
export async function preferExecution(
  db: Database,
  { chosenId, otherId, ownerId }: { chosenId: string; otherId: string; ownerId: string },
): Promise<void> {
  const since = await sharedUntil(db, { chosenId, otherId, ownerId });
  const outcome = await controlExecution(db, {
    executionId: otherId,
    ownerId,
    command: {
      type: "cancel",
      reason: "Another run was used instead",
      ...(since !== null && { since }),
    },
  });
  if (!outcome.ok && outcome.rejection.code !== "ended") throw rejected(outcome.rejection);
}

/** Up to which revision the chosen run shares the log of the other one. Null where it was not forked from there. */
async function sharedUntil(
  db: Database,
  { chosenId, otherId, ownerId }: { chosenId: string; otherId: string; ownerId: string },
): Promise<number | null> {
  let until = Number.POSITIVE_INFINITY;
  let id: string | null = chosenId;
  while (id !== null) {
    // eslint-disable-next-line no-await-in-loop -- each names the one that it comes from
    const run: ExecutionRow | null = await getExecution(db, { executionId: id, ownerId });
    if (!run) throw new AppError("not_found", "There is no such run.");
    until = Math.min(until, run.forkedFromRevision ?? 0);
    id = run.forkedFromId;
    if (id === otherId) return until;
  }
  return null;
}
