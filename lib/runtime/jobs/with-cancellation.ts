import type { Database } from "#db/client.ts";
import { currentTokens } from "#db/queries/executions/read-executions.ts";
import { log } from "#lib/log.ts";
import type { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";

type Attempt = { readonly executionId: string; readonly token: string };

/** The jobs of one execution that are under way in this process. */
type Watch = {
  readonly attempts: Map<string, AbortController>;
  readonly leave: Promise<() => void>;
  looking: boolean;
  again: boolean;
};

const watches = new WeakMap<NotificationHub, Map<string, Watch>>();

/**
 * Does `work` with a signal that aborts once the attempt is no longer wanted: its run was cancelled, or the step superseded.
 * However many jobs of an execution are under way, each news of it is looked at once.
 */
export async function withCancellation<T>(
  db: Database,
  hub: NotificationHub,
  { executionId, token }: Attempt,
  work: (unwanted: AbortSignal) => Promise<T>,
): Promise<T> {
  const watched = watches.get(hub) ?? new Map<string, Watch>();
  watches.set(hub, watched);
  const watch = watched.get(executionId) ?? begin(db, hub, executionId);
  watched.set(executionId, watch);
  const unwanted = new AbortController();
  watch.attempts.set(token, unwanted);
  try {
    await watch.leave;
    void look(db, executionId, watch); // what came before anybody listened
    return await work(unwanted.signal);
  } finally {
    watch.attempts.delete(token);
    if (watch.attempts.size === 0) {
      watched.delete(executionId);
      void watch.leave.then((leave) => leave()).catch(() => {}); // never followed, never left
    }
  }
}

function begin(db: Database, hub: NotificationHub, executionId: string): Watch {
  const watch: Watch = {
    attempts: new Map(),
    leave: hub.follow(executionId, () => void look(db, executionId, watch)),
    looking: false,
    again: false,
  };
  return watch;
}

async function look(db: Database, executionId: string, watch: Watch): Promise<void> {
  watch.again = true;
  if (watch.looking) return;
  watch.looking = true;
  try {
    while (watch.again && watch.attempts.size > 0) {
      watch.again = false;
      const tokens = [...watch.attempts.keys()];
      // eslint-disable-next-line no-await-in-loop -- what came meanwhile is looked at next
      const current = new Set(await currentTokens(db, { executionId, tokens }));
      for (const token of tokens) if (!current.has(token)) watch.attempts.get(token)?.abort();
    }
  } catch (error) {
    log.warn("could not see whether jobs are still wanted", { executionId, error });
  } finally {
    watch.looking = false;
  }
}
