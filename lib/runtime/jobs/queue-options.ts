import { Logger } from "graphile-worker";

import { log } from "#lib/log.ts";

/**
 * Most jobs wait for the network, so far more of them than processors may be under way; and the more of one run are, the
 * more share its commits. With 32 a thousand of them take two thirds of the processor time that 16 take, and 64 save no more.
 */
export const concurrency = 32;
/** Saying that a job is done takes a fraction of a millisecond, so fewer connections do. graphile-worker doubts it at every start. */
const connections = 10;
const doubt = `maxPoolSize (${connections}) smaller than concurrency (${concurrency})`;
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
    maxPoolSize: connections,
    pollInterval: pollEveryMs,
    localQueue: { size: concurrency, ttl: returnAfterMs },
    logger: new Logger(() => (level, message, meta) => {
      if ((level === "error" || level === "warning") && !message.includes(doubt)) {
        // What the error says comes with it: as text, values that it quotes could not be told from the rest.
        const [said = ""] = message.split(" with error ", 1);
        log.warn("queue", {
          message: said,
          ...(meta && "error" in meta && { error: meta["error"] }),
        });
      }
    }),
  },
};

/**
 * The queue's own connections to the same database. They do not wait for the disk: where the database crashes and forgets that
 * a job was taken or done, the job comes again, and an attempt counts once all the same. Jobs are put on the queue
 * over the application's connections, which wait.
 */
export function queueUrl(url: string): string {
  const queue = new URL(url);
  const options = queue.searchParams.get("options") ?? "";
  queue.searchParams.set("options", `${options} -c synchronous_commit=off`.trim());
  return queue.href;
}
