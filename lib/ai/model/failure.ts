import { APICallError, NoOutputGeneratedError, StreamProviderError } from "ai";

import { retryAfterMs } from "#lib/retry-after.ts";
import { StepFailure } from "#lib/step-failure.ts";

import { TooSlow } from "./deadlines.ts";

/** The answer grew past any length that could be an explanation. */
export class OutputTooLong extends Error {
  override readonly name = "OutputTooLong";
}

const wayOn = "Write this yourself or skip the step.";

/** A failed call as a failure of its step: what happened in a sentence, and whether waiting helps. */
export function toFailure(
  error: unknown,
  context: { signal: AbortSignal; now: Date },
): StepFailure {
  if (error instanceof StepFailure) return error;
  if (error instanceof TooSlow) return tooSlow(error);
  if (context.signal.aborted) {
    return new StepFailure(
      "stopped",
      "Stopped. This text is unfinished and is not saved as a result.",
      { cause: error },
    );
  }
  if (error instanceof OutputTooLong)
    return unusable("ai_too_long", "The AI answer was too long to use.", error);
  if (APICallError.isInstance(error)) return httpFailure(error, context.now);
  if (StreamProviderError.isInstance(error)) {
    return error.statusCode === 429 ? busy(undefined, error) : brokenOff(error);
  }
  if (NoOutputGeneratedError.isInstance(error)) return brokenOff(error);
  return new StepFailure(
    "ai_unavailable",
    `The AI service gave an answer that we cannot read. ${wayOn}`,
    {
      retryable: true,
      cause: error,
    },
  );
}

/** The stream ended before the answer did. */
export function brokenOff(cause?: unknown): StepFailure {
  return new StepFailure("ai_cut", "The AI service broke off in the middle of its answer.", {
    retryable: true,
    cause,
  });
}

/** The failure for an answer that cannot be used, after one repair. */
export function unusable(code: string, sentence: string, cause?: unknown): StepFailure {
  return new StepFailure(
    code,
    `${sentence} Nothing was saved. Try again, or write this yourself.`,
    { cause },
  );
}

function tooSlow(error: TooSlow): StepFailure {
  const sentence = {
    first: "The AI service did not start to answer in time.",
    idle: "The AI service stopped in the middle of its answer.",
    total: "The AI service took too long to answer.",
  }[error.limit];
  return new StepFailure("ai_timeout", sentence, { retryable: true, cause: error });
}

function httpFailure(error: APICallError, now: Date): StepFailure {
  const { statusCode } = error;
  const fail = (code: string, sentence: string) =>
    new StepFailure(code, `${sentence} ${wayOn}`, { cause: error });
  if (statusCode === undefined) {
    return new StepFailure("ai_unavailable", "We could not reach the AI service.", {
      retryable: true,
      cause: error,
    });
  }
  if (statusCode === 429) {
    if (/insufficient_quota/u.test(error.responseBody ?? "")) {
      return fail("ai_quota", "The AI service has no credit left for this site.");
    }
    return busy(retryAfterMs(error.responseHeaders ?? {}, now), error);
  }
  if (statusCode === 401 || statusCode === 403) return notSetUp("ai_key", error);
  if (statusCode === 404) return notSetUp("ai_model", error);
  if (statusCode >= 500 || statusCode === 408 || statusCode === 409) {
    return new StepFailure(
      "ai_unavailable",
      `The AI service did not answer (error ${statusCode}).`,
      {
        retryable: true,
        ...retryAfter(retryAfterMs(error.responseHeaders ?? {}, now)),
        cause: error,
      },
    );
  }
  if (statusCode < 300) {
    return new StepFailure("ai_unavailable", "The AI service gave an answer that we cannot read.", {
      retryable: true,
      cause: error,
    });
  }
  return fail("ai_request", `The AI service did not accept the request (error ${statusCode}).`);
}

/** A wrong key or model is for the site's operator to correct. The person on the page can only continue without AI. */
function notSetUp(code: string, cause: APICallError): StepFailure {
  return new StepFailure(code, `AI is not set up here. ${wayOn}`, { cause });
}

function busy(waitMs: number | undefined, cause: unknown): StepFailure {
  const wait = waitMs === undefined ? "in a minute" : `in ${waitWords(waitMs)}`;
  return new StepFailure(
    "ai_busy",
    `The AI service has too many requests right now. Try again ${wait}.`,
    {
      retryable: true,
      ...retryAfter(waitMs),
      cause,
    },
  );
}

function retryAfter(ms: number | undefined): { retryAfterMs?: number } {
  return ms === undefined ? {} : { retryAfterMs: ms };
}

function waitWords(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
