const statusByCode = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  too_slow: 408,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  misdirected: 421,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof statusByCode;

/** One of several reasons for a failure; `steps` are the ids of the steps it is about. */
export type ProblemPart = {
  readonly code: string;
  readonly message: string;
  readonly steps: readonly string[];
};

/** What a person or an API caller may see of a failure. */
export type Problem = {
  code: ErrorCode;
  message: string;
  fields?: Record<string, string[] | undefined>;
  problems?: readonly ProblemPart[];
};

/** An expected failure. `message` is shown to people; `cause` only ever reaches the log. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly fields: Problem["fields"];
  readonly problems: Problem["problems"];
  /** How long to wait before asking again, where that is known. An HTTP answer carries it as `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      cause?: unknown;
      fields?: Problem["fields"];
      problems?: Problem["problems"];
      retryAfterSeconds?: number;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.fields = options.fields;
    this.problems = options.problems;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The HTTP status a problem travels with. */
export function statusOf(problem: Problem): number {
  return statusByCode[problem.code];
}
