import { z } from "zod";

import type { JsonObject } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";
import type { FieldErrors, FormSchema } from "#lib/form/json-schema.ts";
import { validateData } from "#lib/form/validate-data.ts";
import { StepFailure } from "#lib/step-failure.ts";

/** Answers that satisfy a form. Throws `AppError` with a sentence per field for any other. */
export function checkedAnswers(schema: FormSchema, data: unknown): JsonObject {
  const checked = validateData(schema, data);
  if (!checked.ok) throw invalidAnswers(checked.errors);
  return z.record(z.string(), z.json()).parse(checked.data);
}

/**
 * The return value of `accept` for answers. Where an operation refuses them, its sentences are thrown as `AppError`.
 */
export function accepted<T>(accept: () => T): T {
  try {
    return accept();
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    if (error.fields) throw invalidAnswers(error.fields);
    throw new AppError("invalid", error.message, { cause: error });
  }
}

function invalidAnswers(errors: Readonly<FieldErrors>): AppError {
  const fields = Object.fromEntries(Object.entries(errors).map(([k, sentence]) => [k, [sentence]]));
  return new AppError("invalid", "There is a problem with the answers.", { fields });
}
