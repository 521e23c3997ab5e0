import { Logger } from "graphile-worker";

import { log } from "#lib/log.ts";

/** Most jobs wait for the network, so many more of them than processors may be under way. */
export const concurrency = 32;
/** New jobs are announced and due ones have a timer: this is for when both were missed, as after a cut connection. */
const pollEveryMs = 2_000;
/** Well before a job that is locked and not worked on counts as forgotten. */
const returnAfterMs = 2_000;

/**
 * Jobs are taken from the queue, and said to be done, many at a time: those of one run then begin and end together and
 * share the commits of the run. What is taken and finds every hand busy goes back, for another process to take.
 */
export const queueOptions: GraphileConfig.Preset = {
  worker: {
    concurrentJobs: concurrency,
    // Opened as needed: taking and completing together, the hands share two or three.
    maxPoolSize: concurrency,
    pollInterval: pollEveryMs,
    localQueue: { size: concurrency, ttl: returnAfterMs },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
    logger: new Logger(() => (level, message) => {
      if (level === "error" || level === "warning") log.warn("queue", { message });
    }),
  },
};
