import { RateLimited } from "#lib/auth/limits.ts";

type Waiting = () => void;

/** Lets work through by a key: so many at once, so many waiting, and the rest not at all. */
export class Turnstile {
  readonly #inside = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #most: number;
  readonly #mostWaiting: number;

  constructor(most: number, mostWaiting: number) {
    this.#most = most;
    this.#mostWaiting = mostWaiting;
  }

  /** Does the work in its turn. Throws `rate_limited` where too many wait by this key. */
  async pass<T>(key: string, work: () => Promise<T>): Promise<T> {
    await this.#enter(key);
    try {
      return await work();
    } finally {
      this.#leave(key);
    }
  }

  async #enter(key: string): Promise<void> {
    const inside = this.#inside.get(key) ?? 0;
    if (inside < this.#most) {
      this.#inside.set(key, inside + 1);
      return;
    }
    const waiting = this.#waiting.get(key) ?? [];
    if (waiting.length >= this.#mostWaiting) throw new RateLimited(60);
    this.#waiting.set(key, waiting);
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  /** Whoever leaves hands their place to the first who waits. */
  #leave(key: string): void {
    const next = this.#waiting.get(key)?.shift();
    if (next) {
      next();
      return;
    }
    this.#waiting.delete(key);
    const inside = (this.#inside.get(key) ?? 1) - 1;
    if (inside > 0) this.#inside.set(key, inside);
    else this.#inside.delete(key);
  }
}
