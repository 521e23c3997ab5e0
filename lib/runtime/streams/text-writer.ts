import type { Database } from "#db/client.ts";
import { appendText, clearTexts } from "#db/queries/executions/step-texts.ts";
import { withoutUnstorable } from "#lib/engine/value/storable.ts";

/** Long enough to spare the database a write per token, short enough to read as a steady flow. */
const flushEveryMs = 60;

/** Persists the text a job is writing, in order and in small batches; the first piece at once. */
export class TextWriter {
  #pending = "";
  #written = 0;
  #timer: NodeJS.Timeout | null = null;
  #tail: Promise<void>;
  readonly #db: Database;
  readonly #target: { executionId: string; stepId: string; token: string };

  /** Later deliveries of the job replace what an earlier one, cut short, has written. */
  constructor(
    db: Database,
    target: { executionId: string; stepId: string; token: string },
    { delivery }: { delivery: number },
  ) {
    this.#db = db;
    this.#target = target;
    this.#tail = delivery > 1 ? clearTexts(db, target) : Promise.resolve();
    // A failed write is reported by `finish`; until then nobody awaits the chain.
    this.#tail.catch(() => undefined);
  }

  write(text: string): void {
    this.#pending += text;
    if (this.#timer) return;
    this.#flush();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#pending !== "") this.write("");
    }, flushEveryMs);
  }

  /** Writes what is left. Throws if any piece could not be written. */
  async finish(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flush(true);
    await this.#tail;
  }

  #flush(last = false): void {
    // The second half of a character may come with the next piece.
    const length = this.#pending.length - Number(!last && /[\uD800-\uDBFF]$/u.test(this.#pending));
    const text = this.#pending.slice(0, length);
    if (text === "") return;
    this.#pending = this.#pending.slice(length);
    const kept = withoutUnstorable(text);
    const piece = { ...this.#target, start: this.#written, text: kept };
    this.#written += kept.length;
    this.#tail = this.#tail.then(() => appendText(this.#db, piece));
    // Reported by `finish`, as above.
    this.#tail.catch(() => undefined);
  }
}
