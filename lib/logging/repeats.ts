/** What is known of a failure that came again. */
export type Repeated = {
  level: "warn" | "error";
  message: string;
  times: number;
  references: string[];
};

type Window = Repeated & { timer: NodeJS.Timeout; ms: number };

/** How long a failure is only counted after it was written down; longer each time that it still came. */
const firstMs = 60_000;
const longestMs = 60 * 60_000;
/** So many kinds of failures are told apart; more at once are one flood. */
const mostKinds = 200;
const mostReferences = 20;

/**
 * Tells failures that are new from those that were just written down. Those are counted, and told of as one line when
 * the time is over: an outage fails every request, and a log of thousands of equal lines hides what else happens.
 */
export class Repeats {
  readonly #windows = new Map<string, Window>();
  readonly #tell: (repeated: Repeated) => void;

  constructor(tell: (repeated: Repeated) => void) {
    this.#tell = tell;
  }

  /** Whether to write it down now. */
  isNew(
    kind: string,
    found: { level: "warn" | "error"; message: string; reference?: string },
  ): boolean {
    const flood = !this.#windows.has(kind) && this.#windows.size >= mostKinds;
    const key = flood ? "many different failures at once" : kind;
    const { level, reference } = found;
    const message = flood ? key : found.message;
    const window = this.#windows.get(key);
    if (!window) {
      const begun = { level, message, times: 0, references: [], ms: firstMs };
      this.#windows.set(key, { ...begun, timer: this.#timer(key, firstMs) });
      return true;
    }
    window.times += 1;
    if (reference !== undefined && window.references.length < mostReferences) {
      window.references.push(reference);
    }
    return false;
  }

  /** Tells of everything counted so far, as when the process ends. */
  flush(): void {
    for (const window of this.#windows.values()) {
      clearTimeout(window.timer);
      if (window.times > 0) this.#tell(window);
    }
    this.#windows.clear();
  }

  #timer(key: string, ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#close(key), ms).unref();
  }

  #close(key: string): void {
    const window = this.#windows.get(key);
    if (!window) return;
    this.#windows.delete(key);
    if (window.times === 0) return;
    this.#tell(window);
    const ms = Math.min(2 * window.ms, longestMs);
    this.#windows.set(key, {
      ...window,
      times: 0,
      references: [],
      ms,
      timer: this.#timer(key, ms),
    });
  }
}
