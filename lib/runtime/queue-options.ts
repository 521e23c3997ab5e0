import { Logger } from "graphile-worker";

import { log } from "#lib/log.ts";

/**
 * Most jobs wait for the network, so more of them than processors may be under way; each may need a connection of the
 * queue's own to say that it is done.
 */
export const concurrency = 16;
/** New jobs are announced and due ones have a timer: this is for when both were missed, as after a cut connection. */
const pollEveryMs = 2_000;
/** Well before a job that is locked and not worked on counts as forgotten. */
const returnAfterMs = 2_000;

/**
 * Jobs are taken from the queue many at a time: those of one run then begin together and share its commits. What is taken
 * and finds every hand busy goes back, for another process to take. Jobs are not said to be done many at a time: graphile-worker
 * 0.18.0 tries such a batch once, and ends the whole worker when a connection is cut or a deadlock found.
 */
export const queueOptions: GraphileConfig.Preset = {
  worker: {
    concurrentJobs: concurrency,
    maxPoolSize: concurrency,
    pollInterval: pollEveryMs,
    localQueue: { size: concurrency, ttl: returnAfterMs },
    logger: new Logger(() => (level, message) => {
      if (level === "error" || level === "warning") log.warn("queue", { message });
    }),
  },
};
