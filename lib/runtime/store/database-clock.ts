import type { Database } from "#db/client.ts";
import { readClock } from "#db/queries/jobs/clock.ts";

/**
 * A larger difference between the machine's clock and its stopwatch means that the clock was set or that the machine
 * slept.
 */
const jumpMs = 1_000;
/** Stopwatches drift too. */
const oldMs = 600_000;

/**
 * The database's clock as this process last read it, continued by a stopwatch. The queue uses the database's clock, so
 * jobs are timed by it too. So a machine whose own clock is wrong, or is set in the middle of a run, makes no timer
 * late.
 */
class DatabaseClock {
  #heard: { clock: number; watch: number; own: number } | null = null;

  /** Reads the database's clock, unless a recent reading is still good. */
  async sync(db: Database): Promise<void> {
    if (this.#isKnown()) return;
    const before = performance.now();
    const clock = await readClock(db);
    const watch = (before + performance.now()) / 2;
    this.#heard = { clock, watch, own: Date.now() };
  }

  /** Epoch milliseconds. Uses the machine's own clock until the first sync with the database. */
  now(): number {
    if (!this.#heard) return Date.now();
    return Math.floor(this.#heard.clock + performance.now() - this.#heard.watch);
  }

  #isKnown(): boolean {
    if (!this.#heard) return false;
    const passed = performance.now() - this.#heard.watch;
    return passed < oldMs && Math.abs(Date.now() - this.#heard.own - passed) < jumpMs;
  }
}

/** The clock of the database that this process works on. */
export const clock = new DatabaseClock();
