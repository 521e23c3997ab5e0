import { z } from "zod";

import { AppError, type Problem } from "./errors.ts";
import { log } from "./log.ts";

/** The one place where a thrown value becomes something a caller may see. */
export function toProblem(error: unknown): Problem {
  if (error instanceof AppError) {
    if (error.cause !== undefined) log.warn("expected failure", { code: error.code, error });
    return {
      code: error.code,
      message: error.message,
      ...(error.fields && { fields: error.fields }),
    };
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

/** Messages by the dotted path of what they are about; what is about the whole stands under "". */
function fieldsOf(error: z.ZodError): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { path, message } of error.issues) {
    const messages = (fields[path.join(".")] ??= []);
    if (!messages.includes(message)) messages.push(message);
  }
  return fields;
}
