/**
 * An event that a reader resets before it reads and then waits for. A notification that comes in between leaves it set,
 * so none is lost.
 */
export class ManualResetEvent {
  #signal = Promise.withResolvers<true>();

  set(): void {
    this.#signal.resolve(true);
  }

  reset(): void {
    this.#signal = Promise.withResolvers();
  }

  /** Resolves to whether the event was set within the time. */
  async wait(withinMs: number): Promise<boolean> {
    const { promise: silence, resolve } = Promise.withResolvers<false>();
    const timer = setTimeout(() => resolve(false), withinMs);
    try {
      return await Promise.race([this.#signal.promise, silence]);
    } finally {
      clearTimeout(timer);
    }
  }
}
