import type { z } from "zod";

import { StepFailure } from "#lib/step-failure.ts";

/** Answers that fit their form but not each other, as one sentence per field. */
export function invalidAnswer(error: z.ZodError): StepFailure {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join(".")] ??= issue.message;
  return new StepFailure("invalid_answer", "There is a problem", { fields });
}
