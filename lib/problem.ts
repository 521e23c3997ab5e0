import { z } from "zod";

import { issueSentence, zodsOwn } from "#lib/engine/value/issue-sentence.ts";

import { isConnectionFailure } from "./connection-failure.ts";
import { AppError, type ErrorCode, type Problem } from "./errors.ts";
import { log } from "./log.ts";
import { StepFailure } from "./step-failure.ts";

/** The one place where a thrown value becomes something a caller may see. */
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

/** What failures of a step's own work say to a caller who asked for that work directly; of others nobody is to blame. */
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

/** The failure that a thrown value tells of in words for people; `null` for a bug. */
export function expectedFailure(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (isConnectionFailure(error)) return new AppError("unavailable", away, { cause: error });
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

/** Messages by the dotted path of what they are about; what is about the whole stands under "". */
function fieldsOf(error: z.ZodError): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const message = zodsOwn.test(issue.message) ? issueSentence(issue) : issue.message;
    const messages = (fields[issue.path.join(".")] ??= []);
    if (!messages.includes(message)) messages.push(message);
  }
  return fields;
}
