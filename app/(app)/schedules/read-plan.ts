import "server-only";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { AppError, type Problem } from "#lib/errors.ts";
import type { Posted } from "#lib/form/json-schema.ts";
import { readInputs } from "#lib/runtime/forms/input-form.ts";
import type { Rule } from "#lib/runtime/schedules/cron.ts";

import { readRule } from "./rule-form.ts";

/**
 * When runs are to start and with which inputs, as a form posted it. Throws `AppError` with everything that is wrong in
 * both halves of the form at once.
 */
export function readPlan(
  definition: WorkflowDefinition,
  posted: Posted,
  now: Date,
): { rule: Rule; inputs: JsonObject } {
  const rule = readRule(posted, now);
  const inputs = inputsOf(definition, posted);
  if (rule.ok && inputs.ok) return { rule: rule.rule, inputs: inputs.inputs };
  const fields: NonNullable<Problem["fields"]> = {};
  if (!rule.ok) {
    for (const [name, sentence] of Object.entries(rule.errors)) fields[name] = [sentence];
  }
  if (!inputs.ok) Object.assign(fields, inputs.fields);
  throw new AppError("invalid", "There is a problem", { fields });
}

function inputsOf(
  definition: WorkflowDefinition,
  posted: Posted,
): { ok: true; inputs: JsonObject } | { ok: false; fields: Problem["fields"] } {
  try {
    return { ok: true, inputs: readInputs(definition, posted) };
  } catch (error) {
    if (error instanceof AppError && error.fields) return { ok: false, fields: error.fields };
    throw error;
  }
}
