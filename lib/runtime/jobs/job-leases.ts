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
 * Makes sure that no job stays locked by a worker that does not work on it. A dead worker still holds its jobs; a live
 * one may hold jobs without knowing, because a connection was cut. The queue itself would wait four hours.
 */
export class JobLeases {
  readonly #db: Database;
  /** A connection of its own, whose advisory lock is the lease. It lives as long as the worker does. */
  readonly #names: Database;
  readonly #active = new Set<string>();
  #name: string | null = null;

  constructor(db: Database, names: Database) {
    this.#db = db;
    this.#names = names;
  }

  /** Wraps the tasks to track which jobs are under way. */
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

  /** Acquires the lease: the name under which this worker locks its jobs. */
  async acquire(name: string): Promise<void> {
    this.#name = name;
    await this.reclaim();
  }

  /**
   * Waits until the queue knows how the last jobs ended. When the queue stops it does not wait for that, and a job
   * without a recorded end is delivered again. Gives up after a moment. Then the worker counts as dead, and its jobs
   * are reclaimed.
   */
  async drain(): Promise<void> {
    const deadline = performance.now() + longestFinishMs;
    try {
      // eslint-disable-next-line no-await-in-loop -- until no job is held
      while (this.#name !== null && (await countHeldJobs(this.#db, this.#name)) > 0) {
        if (performance.now() > deadline) return;
        // eslint-disable-next-line no-await-in-loop -- until no job is held
        await pause(20);
      }
    } catch (error) {
      log.warn("could not see whether all jobs were handed back", { error });
    }
  }

  /**
   * Releases jobs that nobody works on, and returns the number of workers or jobs concerned. What fails because of the
   * database is tried again the next time.
   */
  async reclaim(): Promise<number> {
    try {
      // First its own lease: if its connection was cut, this worker would look dead to itself.
      if (this.#name !== null) await holdWorkerName(this.#names, this.#name);
      const dead = await releaseJobsOfDeadWorkers(this.#db);
      if (dead.length > 0) log.info("took over the jobs of lost workers", { workers: dead.length });
      if (this.#name === null) return dead.length;
      const own = { name: this.#name, activeJobs: [...this.#active] };
      return dead.length + (await releaseForgottenJobs(this.#db, own));
    } catch (error) {
      log.warn("could not look after the jobs of the queue", { error });
      return 0;
    }
  }
}
