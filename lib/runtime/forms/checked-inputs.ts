import { refusalOf } from "#lib/data-types/check-value.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";

/** A run's inputs with their defaults filled in. Throws `AppError` with a sentence per input that cannot be used. */
export function checkedInputs(definition: WorkflowDefinition, given: JsonObject): JsonObject {
  const inputs: Record<string, Json> = {};
  const fields: Record<string, string[]> = {};
  for (const [name, spec] of Object.entries(definition.inputs)) {
    const value = given[name] ?? spec.default;
    if (value === undefined) {
      if (!spec.optional) fields[name] = [`Give a value for "${spec.title ?? name}".`];
      continue;
    }
    if (!refusalOf(spec.type, value)) inputs[name] = value;
    else fields[name] = [`"${spec.title ?? name}" must be a value of type ${spec.type}.`];
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(definition.inputs, name)) {
      fields[name] = [`This workflow has no input named "${name}".`];
    }
  }
  if (Object.keys(fields).length === 0) return inputs;
  throw new AppError("invalid", "There is a problem with the run's inputs.", { fields });
}
