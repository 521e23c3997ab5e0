import { z } from "zod";

import { isDataTypeId, schemaOf } from "#lib/data-types/registry.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";
import { isRowEdit } from "#lib/form/form-data.ts";
import { questionOf } from "#lib/form/form-schema.ts";
import type { FieldErrors, FieldSchema, FormSchema, Posted } from "#lib/form/json-schema.ts";
import { readAnswers } from "#lib/form/read-answers.ts";

type Input = WorkflowDefinition["inputs"][string];

/** The inputs of a workflow as a form. `null` where it needs none. */
export function inputForm({ inputs }: WorkflowDefinition): FormSchema | null {
  // The database does not keep the author's order, so required inputs come first.
  const given = Object.entries(inputs).toSorted(
    ([, a], [, b]) => Number(isNeeded(b)) - Number(isNeeded(a)),
  );
  if (given.length === 0) return null;
  return {
    type: "object",
    properties: Object.fromEntries(given.map(([name, input]) => [name, fieldOf(name, input)])),
    required: given.filter(([, input]) => isNeeded(input)).map(([name]) => name),
  };
}

/** The initial values of the form: the usual values, by input. */
export function usualInputs({ properties }: FormSchema): Record<string, unknown> {
  const usual = Object.entries(properties).filter(([, field]) => "default" in field);
  return Object.fromEntries(usual.map(([name, field]) => [name, field.default]));
}

function isNeeded(input: Input): boolean {
  return !input.optional && input.default === undefined;
}

/**
 * Reads the inputs of a run from a posted form. Throws `AppError` with a sentence per field that cannot be used.
 * Whether a value fits its type completely is checked when the run starts.
 */
export function readInputs(definition: WorkflowDefinition, posted: Posted): JsonObject {
  const form = inputForm(definition);
  if (!form) return {};
  // Without JavaScript the buttons that add and remove rows post the form. It comes back as it was typed.
  if (isRowEdit(posted)) throw new AppError("invalid", "The rows of this page were changed.");
  const read = readAnswers(form, posted);
  if (!read.ok) throw unusable(read.errors);
  const errors: FieldErrors = {};
  for (const [name, value] of Object.entries(read.data)) {
    if (questionFor(definition.inputs[name]!)) continue;
    try {
      read.data[name] = JSON.parse(String(value));
    } catch {
      errors[name] = `"${definition.inputs[name]?.title ?? name}" must be written as JSON`;
    }
  }
  if (Object.keys(errors).length > 0) throw unusable(errors);
  return z.record(z.string(), z.json()).parse(read.data);
}

/** A value of a type that no form can draw is written as JSON. */
const asJson = {
  type: "string",
  "x-widget": "textarea",
  maxLength: 100_000,
  "x-hint": "Written as JSON",
} as const satisfies FieldSchema;

function questionFor({ type }: Input): FieldSchema | null {
  return isDataTypeId(type) ? questionOf(schemaOf(type)) : null;
}

function fieldOf(name: string, input: Input): FieldSchema {
  const { title, description, default: usual } = input;
  const question = questionFor(input);
  return {
    ...(question ?? { title: name, ...asJson }),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { "x-hint": description }),
    ...(usual !== undefined && { default: question ? usual : JSON.stringify(usual, null, 2) }),
  };
}

function unusable(errors: FieldErrors): AppError {
  const fields = Object.fromEntries(Object.entries(errors).map(([path, text]) => [path, [text]]));
  return new AppError("invalid", "There is a problem with the run's inputs.", { fields });
}
