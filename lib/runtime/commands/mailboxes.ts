import { setImmediate as nextTurn } from "node:timers/promises";

/** How many are processed together at most: enough to share a commit, few enough for one statement. */
const most = 500;

/**
 * Processes items in order per key. Items that arrive while one of the same key is being processed are processed
 * together afterwards. `work` settles the items that it gets and never throws.
 */
export class Mailboxes<T> {
  readonly #waiting = new Map<string, T[]>();
  readonly #work: (key: string, batch: readonly T[]) => Promise<void>;

  constructor(work: (key: string, batch: readonly T[]) => Promise<void>) {
    this.#work = work;
  }

  post(key: string, item: T): void {
    const waiting = this.#waiting.get(key);
    if (waiting) waiting.push(item);
    else {
      const first = [item];
      this.#waiting.set(key, first);
      void this.#empty(key, first);
    }
  }

  async #empty(key: string, waiting: T[]): Promise<void> {
    // Items of the same turn of the event loop, such as jobs that were fetched together, form one batch.
    await nextTurn();
    while (waiting.length > 0) {
      // eslint-disable-next-line no-await-in-loop -- one batch after the other is the point
      await this.#work(key, waiting.splice(0, most));
    }
    this.#waiting.delete(key);
  }
}
