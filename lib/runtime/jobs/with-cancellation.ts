import type { Database } from "#db/client.ts";
import { currentTokens } from "#db/queries/executions/read-executions.ts";
import { log } from "#lib/log.ts";
import type { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";

type Attempt = { readonly executionId: string; readonly token: string };

/** The jobs of one execution that are under way in this process. */
type Watch = {
  readonly attempts: Map<string, AbortController>;
  readonly leave: Promise<() => void>;
  reading: boolean;
  again: boolean;
};

const watches = new WeakMap<NotificationHub, Map<string, Watch>>();

/**
 * Runs `work` with a signal that aborts once the attempt is cancelled: with its run, or because the step started over.
 * However many jobs of an execution are under way, each notification leads to one query.
 */
export async function withCancellation<T>(
  db: Database,
  hub: NotificationHub,
  { executionId, token }: Attempt,
  work: (cancelled: AbortSignal) => Promise<T>,
): Promise<T> {
  const watched = watches.get(hub) ?? new Map<string, Watch>();
  watches.set(hub, watched);
  const watch = watched.get(executionId) ?? begin(db, hub, executionId);
  watched.set(executionId, watch);
  const cancellation = new AbortController();
  watch.attempts.set(token, cancellation);
  try {
    await watch.leave;
    void abortCancelled(db, executionId, watch); // for changes before the listener was there
    return await work(cancellation.signal);
  } finally {
    watch.attempts.delete(token);
    if (watch.attempts.size === 0) {
      watched.delete(executionId);
      void watch.leave.then((leave) => leave()).catch(() => {}); // following failed, so there is nothing to leave
    }
  }
}

function begin(db: Database, hub: NotificationHub, executionId: string): Watch {
  const watch: Watch = {
    attempts: new Map(),
    leave: hub.follow(executionId, () => void abortCancelled(db, executionId, watch)),
    reading: false,
    again: false,
  };
  return watch;
}

async function abortCancelled(db: Database, executionId: string, watch: Watch): Promise<void> {
  watch.again = true;
  if (watch.reading) return;
  watch.reading = true;
  try {
    while (watch.again && watch.attempts.size > 0) {
      watch.again = false;
      const tokens = [...watch.attempts.keys()];
      // eslint-disable-next-line no-await-in-loop -- changes that come meanwhile are read next
      const current = new Set(await currentTokens(db, { executionId, tokens }));
      for (const token of tokens) if (!current.has(token)) watch.attempts.get(token)?.abort();
    }
  } catch (error) {
    log.warn("could not see whether jobs are still wanted", { executionId, error });
  } finally {
    watch.reading = false;
  }
}
