import type { Job, Task } from "graphile-worker";
import { z } from "zod";

import type { Database } from "#db/client.ts";
import { failPermanently } from "#db/queries/jobs/dead-letters.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";

/**
 * A job that has crashed its process this often is not tried again. A step's own job gives up earlier, with an error
 * for people.
 */
const mostCrashes = 6;

/**
 * Wraps the tasks so that a job which cannot work is dead-lettered with its error at once: one with an unreadable
 * payload, and one that ends its worker with every try. Other failed jobs are tried again after growing pauses, and
 * dead-lettered after the last try. A job of a deleted run counts as done.
 */
export function deadLettering(
  db: Database,
  tasks: Readonly<Record<string, Task>>,
): Record<string, Task> {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]): [string, Task] => [
      name,
      async (payload, helpers) => {
        const { job } = helpers;
        try {
          if (hasCrashed(job))
            throw new PermanentFailure(`It ended its worker ${job.attempts - 1} times.`);
          await task(payload, helpers);
        } catch (error) {
          if (error instanceof AppError && error.code === "not_found") {
            log.info("a job is for something that is no longer there", { task: name, id: job.id });
            return;
          }
          const hopeless = error instanceof z.ZodError || error instanceof PermanentFailure;
          if (hopeless) await failPermanently(db, job.id);
          throw error;
        }
      },
    ]),
  );
}

class PermanentFailure extends Error {
  override readonly name = "Unworkable";
}

/** Whether each earlier try ended without a recorded error. */
function hasCrashed({ attempts, last_error: lastError }: Job): boolean {
  return attempts > mostCrashes && lastError === null;
}
