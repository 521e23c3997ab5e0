import type { Json } from "#lib/engine/value/json.ts";

/** An operation could not do its work. `message` is a sentence for a person; `retryable` says whether waiting helps. */
export class StepFailure extends Error {
  override readonly name = "StepFailure";
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly details: Json | undefined;
  /** Sentences by field, where an answer was refused. */
  readonly fields: Readonly<Record<string, string>> | undefined;

  constructor(
    code: string,
    message: string,
    options: {
      retryable?: boolean;
      retryAfterMs?: number;
      details?: Json;
      fields?: Readonly<Record<string, string>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details;
    this.fields = options.fields;
  }
}
