import type { Database } from "#db/client.ts";
import { notifyExecutions, notifyWithin } from "#db/queries/executions/notify.ts";
import { isTransaction } from "#db/transaction.ts";
import { log } from "#lib/log.ts";

/** Executions that have changed since the present notification was sent, by database. */
const waiting = new WeakMap<Database, Set<string>>();

/**
 * Notifies every process that an execution has changed. Not in the transaction that changed it, because commits that
 * notify wait for each other. A lost notification does no harm: followers also look by themselves.
 */
export async function notifyFollowers(db: Database, executionId: string): Promise<void> {
  if (isTransaction(db)) {
    await notifyWithin(db, executionId);
    return;
  }
  const more = waiting.get(db);
  if (more) more.add(executionId);
  else void announceAll(db, executionId);
}

async function announceAll(db: Database, first: string): Promise<void> {
  const changed = new Set([first]);
  waiting.set(db, changed);
  try {
    while (changed.size > 0) {
      const ids = [...changed];
      changed.clear();
      // eslint-disable-next-line no-await-in-loop -- changes that come meanwhile are notified together
      await notifyExecutions(db, ids);
    }
  } catch (error) {
    log.debug("could not announce a change", { error });
  } finally {
    waiting.delete(db);
  }
}
