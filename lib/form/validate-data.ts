import { checkValue, isData, isMissing, isNotSure } from "./check-value.ts";
import type { Checked, Data, FieldErrors, FormSchema } from "./json-schema.ts";
import { isShown } from "./visibility.ts";

/**
 * Checks answers that arrive as JSON, with the same rules and the same sentences as the page. The result has only the
 * fields that were asked: fields that are hidden by another answer are left out, as on the page. An unknown field is an
 * error, so that a misspelt name is not ignored silently.
 */
export function validateData(schema: FormSchema, data: unknown): Checked {
  if (!isData(data))
    return {
      ok: false,
      errors: { "": "Send the answers as a JSON object, one property per question" },
    };

  const errors: FieldErrors = {};
  const kept: Data = {};
  for (const [name, field] of Object.entries(schema.properties)) {
    if (!isShown(schema, name, data)) continue;
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    const required = schema.required?.includes(name) ?? false;
    Object.assign(errors, checkValue(field, value, name, required));
    if (!isMissing(value) || isNotSure(field, value)) kept[name] = value;
  }
  for (const name of Object.keys(data)) {
    const unknown = !Object.hasOwn(schema.properties, name) && schema.additionalProperties !== true;
    if (unknown) errors[name] = `There is no question named "${name}"`;
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, data: kept };
}
