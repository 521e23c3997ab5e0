/** Remembers a ring that comes while nobody waits, so that no news falls between reading and waiting. */
export class AutoResetEvent {
  #ringing = Promise.withResolvers<true>();

  set(): void {
    this.#ringing.resolve(true);
  }

  reset(): void {
    this.#ringing = Promise.withResolvers();
  }

  /** Whether it rang within the time. */
  async wait(withinMs: number): Promise<boolean> {
    const { promise: silence, resolve } = Promise.withResolvers<false>();
    const timer = setTimeout(() => resolve(false), withinMs);
    try {
      return await Promise.race([this.#ringing.promise, silence]);
    } finally {
      clearTimeout(timer);
    }
  }
}
