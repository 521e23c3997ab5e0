import type { Job, Task } from "graphile-worker";
import { z } from "zod";

import type { Database } from "#db/client.ts";
import { failPermanently } from "#db/queries/jobs/dead-letters.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";

/** A job that brought its process down this often is not given another. Steps say so in their own words before. */
const mostCrashes = 6;

/**
 * The tasks, such that a job which cannot work is parked with its error at once: one whose payload nobody can read, and one
 * that ends its worker with every try. Others that fail are tried again, later and later, and parked after the last try. A
 * job for a run that is no longer there is done.
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

/** Each try but this one ended without a word. */
function hasCrashed({ attempts, last_error: lastError }: Job): boolean {
  return attempts > mostCrashes && lastError === null;
}
