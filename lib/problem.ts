import { z } from "zod";

import {
  isConnectionFailure,
  isDiskFull,
  isExhausted,
  isUnreadableValue,
} from "#lib/connection-failure.ts";
import { issueSentence, zodsOwn } from "#lib/engine/value/issue-sentence.ts";

import { AppError, type ErrorCode, type Problem } from "./errors.ts";
import { log } from "./log.ts";
import { StepFailure } from "./step-failure.ts";

/** The only place where a thrown value becomes something a caller may see. */
export function toProblem(error: unknown): Problem {
  const expected = expectedFailure(error);
  if (expected) {
    const { cause, code, fields, message, problems } = expected;
    if (cause !== undefined) log.warn("expected failure", { code, error });
    return { code, message, ...(fields && { fields }), ...(problems && { problems }) };
  }
  if (error instanceof z.ZodError) {
    return { code: "invalid", message: "There is a problem", fields: fieldsOf(error) };
  }
  const reference = crypto.randomUUID().slice(0, 8);
  log.error("unexpected failure", { reference, error });
  return {
    code: "internal",
    message: `There is a problem with the service. Your last saved step is safe. Reference ${reference}.`,
  };
}

/**
 * The error code for failures of a step's own work, for a caller who asked for that work directly. Other failures are
 * internal.
 */
const codeOfFailure: Readonly<Record<string, ErrorCode>> = {
  rate_limited: "rate_limited",
  invalid_answer: "invalid",
  invalid_input: "invalid",
  invalid_limits: "invalid",
  above_risk_level: "invalid",
  infeasible: "invalid",
};

const away =
  "The database cannot be reached right now. Your last saved step is safe. Try again in a moment.";

const full =
  "The disk of the service is full, so nothing can be saved right now. Your last saved step is safe. Whoever runs the service has to make room; then try again.";
const busy =
  "The database has no room for more right now. Your last saved step is safe. Try again in a moment.";
const unreadable =
  "Something in the request cannot be read: a number that is too large, or a character that cannot be kept.";

/** The failure that a thrown value tells of in words for people; `null` for a bug. */
export function expectedFailure(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (isConnectionFailure(error)) return new AppError("unavailable", away, { cause: error });
  if (isDiskFull(error)) return new AppError("unavailable", full, { cause: error });
  if (isExhausted(error)) return new AppError("unavailable", busy, { cause: error });
  if (isUnreadableValue(error)) return new AppError("invalid", unreadable, { cause: error });
  if (!(error instanceof StepFailure)) return null;
  const { cause, code, fields, message, retryAfterMs } = error;
  return new AppError(codeOfFailure[code] ?? "unavailable", message, {
    cause,
    ...(fields && { fields: mapped(fields) }),
    ...(retryAfterMs !== undefined && {
      retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)),
    }),
  });
}

function mapped(fields: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(fields).map(([name, sentence]) => [name, [sentence]]));
}

/** Messages by the dotted path of the value. A message about the whole is under "". */
function fieldsOf(error: z.ZodError): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const message = zodsOwn.test(issue.message) ? issueSentence(issue) : issue.message;
    const messages = (fields[issue.path.join(".")] ??= []);
    if (!messages.includes(message)) messages.push(message);
  }
  return fields;
}
