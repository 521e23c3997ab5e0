import type { WorkerEvents, WorkerPool } from "graphile-worker";

import type { Database } from "#db/client.ts";
import { msUntilNextJob } from "#db/queries/jobs/queue.ts";
import { log } from "#lib/log.ts";

/** There may be a thousand notifications of new jobs a second. Looking this often is soon enough for any of them. */
const lookAgainMs = 25;
/** Node cannot wait longer than 24 days at once. */
const longestWaitMs = 86_400_000;

/**
 * Wakes the worker at the moment the next delayed job is due. The queue announces new jobs and works on those at once,
 * but finds jobs that have become due only when it polls. With this timer it need not poll often to be on time.
 */
export class DelayedJobTimer {
  readonly #db: Database;
  readonly #workers: number;
  #pool: WorkerPool | null = null;
  #timer: NodeJS.Timeout | null = null;
  #looking = false;
  #stopped = false;
  #lookedAt = -Infinity;

  constructor(db: Database, events: WorkerEvents, workers: number) {
    this.#db = db;
    this.#workers = workers;
    events.on("pool:create", ({ workerPool }) => (this.#pool = workerPool));
    events.on("pool:listen:success", () => this.#lookSoon());
    events.on("pool:listen:notification", () => this.#lookSoon());
  }

  /** Makes every idle worker look for a job now. */
  wake(): void {
    if (!this.#stopped) this.#pool?.nudge(this.#workers);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** The queue may hold a job that is due sooner than the awaited one. */
  #lookSoon(): void {
    if (this.#looking || this.#stopped) return;
    this.#looking = true;
    this.#wait(
      Math.max(0, this.#lookedAt + lookAgainMs - performance.now()),
      () => void this.#look(),
    );
  }

  async #look(): Promise<void> {
    this.#lookedAt = performance.now();
    this.#looking = false;
    try {
      const ms = await msUntilNextJob(this.#db);
      if (ms === null || this.#looking || this.#stopped) return;
      this.#wait(Math.max(0, Math.min(Math.ceil(ms), longestWaitMs)), () => {
        this.wake();
        this.#lookSoon();
      });
    } catch (error) {
      // The queue itself polls on, and the next notification triggers another look.
      log.warn("could not see when the next job is due", { error });
    }
  }

  #wait(ms: number, then: () => void): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }
}
