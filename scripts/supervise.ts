import { setTimeout as pause } from "node:timers/promises";

import { log } from "#lib/log.ts";

/** A process that works until it ends, and why it did. */
export type Running = { readonly ended: Promise<string>; readonly stop: () => Promise<void> };

type Times = { firstMs: number; longestMs: number; soundMs: number };

/** The pauses before it is started again, and how long it must have worked for the next end to count as the first. */
const usual: Times = { firstMs: 1_000, longestMs: 60_000, soundMs: 60_000 };

/**
 * Keeps a process working: when it ends by itself it is started again, after a pause that doubles while it keeps
 * ending, and the reason is in the log. A process that cannot even start the first time has a reason that no second try
 * removes, such as a setting, and is the caller's failure.
 */
export async function supervise(
  name: string,
  start: () => Promise<Running>,
  times: Times = usual,
): Promise<{ stop: () => Promise<void> }> {
  let running: Running | null = await start();
  const stopping = new AbortController();
  const { signal } = stopping;
  const keep = async () => {
    let began = performance.now();
    for (let ends = 0; !signal.aborted;) {
      const reason = running ? await running.ended : "it could not start";
      if (signal.aborted) return;
      ends = running && performance.now() - began > times.soundMs ? 1 : ends + 1;
      running = null;
      const afterMs = Math.min(times.firstMs * 2 ** (ends - 1), times.longestMs);
      log.error(`the ${name} ended and is started again`, { reason, ends, afterMs });
      await pause(afterMs, null, { signal }).catch(() => {});
      if (signal.aborted) return;
      began = performance.now();
      try {
        running = await start();
        log.info(`the ${name} works again`);
      } catch (error) {
        log.error(`the ${name} could not start`, { error });
      }
    }
  };
  const kept = keep();
  const stop = async () => {
    stopping.abort();
    await running?.stop();
    await kept;
    // It may have been about to start when it was told to stop.
    await running?.stop();
  };
  return { stop };
}
