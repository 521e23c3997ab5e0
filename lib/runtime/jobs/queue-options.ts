import { Logger } from "graphile-worker";

import { log } from "#lib/log.ts";

/**
 * Most jobs wait for the network, so far more jobs than processors may be under way. The more jobs of one run are under
 * way, the more of them share a commit. With 32 a thousand of them take two thirds of the processor time that 16 take,
 * and 64 save no more.
 */
export const concurrency = 32;
/**
 * Marking a job as done takes a fraction of a millisecond, so fewer connections suffice. graphile-worker warns about
 * this at every start.
 */
const connections = 10;
const doubt = `maxPoolSize (${connections}) smaller than concurrency (${concurrency})`;
/**
 * New jobs are announced and due ones have a timer. Polling is for when both were missed, as after a cut connection.
 */
const pollEveryMs = 2_000;
/** Well before a locked job that nobody works on counts as forgotten. */
const returnAfterMs = 2_000;

/**
 * Many jobs are taken from the queue at a time. Those of one run then start together and share its commits. Jobs for
 * which no worker is idle go back, for another process to take. Ends of jobs are not recorded many at a time:
 * graphile-worker 0.18.0 tries such a batch once, and ends the whole worker when a connection is cut or a deadlock is
 * found.
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
 * The URL of the queue's own connections to the same database. They do not wait for the disk. If the database crashes
 * and forgets that a job was taken or done, the job is delivered again, and its attempt still counts once. Jobs are
 * queued over the application's connections, which do wait.
 */
export function queueUrl(url: string): string {
  const queue = new URL(url);
  const options = queue.searchParams.get("options") ?? "";
  queue.searchParams.set("options", `${options} -c synchronous_commit=off`.trim());
  return queue.href;
}
