import { setTimeout as pause } from "node:timers/promises";

import { log } from "#lib/log.ts";

import { type Embedded, isUp, startAgain } from "./server.ts";

type Times = { everyMs: number; longestMs: number };

const usual: Times = { everyMs: 1_000, longestMs: 30_000 };

/**
 * Looks after the embedded server until it is told to stop: when its process is gone it is started again on the same
 * port, where the application's connections find it. As long as that fails, as on a full disk, it is tried again, ever
 * more rarely.
 */
export function lookAfter(server: Embedded, times: Times = usual): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  // A pause fails only when it is ended early, and the loop itself looks at the signal.
  const rest = async (ms: number) => await pause(ms, null, { signal }).catch(() => {});
  const look = async () => {
    for (let failed = 0; !signal.aborted;) {
      await rest(Math.min(times.everyMs * 2 ** failed, times.longestMs));
      if (signal.aborted || (await isUp(server))) continue;
      try {
        log.error("the database server is gone, and is started again");
        await startAgain(server);
        failed = 0;
        log.info("the database server works again");
      } catch (error) {
        failed += 1;
        log.error("the database server could not be started again", { error });
      }
    }
  };
  const looking = look();
  return async () => {
    stopping.abort();
    await looking;
  };
}
