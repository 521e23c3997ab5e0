import { setTimeout as pause } from "node:timers/promises";

import type { Task, TaskList } from "graphile-worker";

import type { Database } from "#db/client.ts";
import {
  countHeldJobs,
  holdWorkerName,
  releaseForgottenJobs,
  releaseJobsOfDeadWorkers,
} from "#db/queries/jobs/queue.ts";
import { log } from "#lib/log.ts";

const longestFinishMs = 2_000;

/**
 * Sees to it that no job stays locked by somebody who does not work on it: not those of a worker that died, and not those
 * that this one holds without knowing, because a connection was cut. The queue itself would wait four hours.
 */
export class JobLeases {
  readonly #db: Database;
  /** A connection of its own, which lives as long as the worker does. */
  readonly #names: Database;
  readonly #active = new Set<string>();
  #name: string | null = null;

  constructor(db: Database, names: Database) {
    this.#db = db;
    this.#names = names;
  }

  /** The tasks, noting which jobs are under way. */
  track(tasks: Readonly<Record<string, Task>>): TaskList {
    return Object.fromEntries(
      Object.entries(tasks).map(([name, task]): [string, Task] => [
        name,
        async (payload, helpers) => {
          const { id } = helpers.job;
          this.#active.add(id);
          try {
            await task(payload, helpers);
          } finally {
            this.#active.delete(id);
          }
        },
      ]),
    );
  }

  /** Takes the name under which this worker locks its jobs. */
  async acquire(name: string): Promise<void> {
    this.#name = name;
    await this.reclaim();
  }

  /**
   * Waits until the queue knows how the last jobs ended: when it stops it does not wait for that itself, and a job of which it
   * is not said comes again. Gives up after a moment; then the worker counts as lost, and its jobs are taken over.
   */
  async drain(): Promise<void> {
    const deadline = performance.now() + longestFinishMs;
    try {
      // eslint-disable-next-line no-await-in-loop -- until it is so
      while (this.#name !== null && (await countHeldJobs(this.#db, this.#name)) > 0) {
        if (performance.now() > deadline) return;
        // eslint-disable-next-line no-await-in-loop -- until it is so
        await pause(20);
      }
    } catch (error) {
      log.warn("could not see whether all jobs were handed back", { error });
    }
  }

  /**
   * Hands back what nobody works on, and returns how many workers or jobs that were. What the database does not allow now,
   * the next time does.
   */
  async reclaim(): Promise<number> {
    try {
      // First the own name: its connection may have been cut, and then this worker would look lost to itself.
      if (this.#name !== null) await holdWorkerName(this.#names, this.#name);
      const lost = await releaseJobsOfDeadWorkers(this.#db);
      if (lost.length > 0) log.info("took over the jobs of lost workers", { workers: lost.length });
      if (this.#name === null) return lost.length;
      const own = { name: this.#name, activeJobs: [...this.#active] };
      return lost.length + (await releaseForgottenJobs(this.#db, own));
    } catch (error) {
      log.warn("could not look after the jobs of the queue", { error });
      return 0;
    }
  }
}
