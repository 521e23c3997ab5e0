import type { Database } from "#db/client.ts";
import { getExecution } from "#db/queries/executions.ts";
import { AppError } from "#lib/errors.ts";

import { rejected } from "./command.ts";
import { controlExecution } from "./control.ts";

/**
 * Goes on with one of two runs of a person: the other one, if it is still open, is cancelled and makes up for what it did.
 * Where the chosen one is a what-if of it, what both have done stays, since the chosen one builds on it.
 */
export async function preferExecution(
  db: Database,
  { chosenId, otherId, ownerId }: { chosenId: string; otherId: string; ownerId: string },
): Promise<void> {
  const chosen = await getExecution(db, { executionId: chosenId, ownerId });
  if (!chosen) throw new AppError("not_found", "There is no such run.");
  const since = chosen.forkedFromId === otherId ? chosen.forkedFromRevision : null;
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
