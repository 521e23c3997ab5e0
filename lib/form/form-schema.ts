import { z } from "zod";

import { isPlainName, notPlain } from "#lib/engine/value/plain-name.ts";

import type { FieldSchema, FormSchema } from "./json-schema.ts";

/**
 * A pattern that a person's answer is matched against must never take long. Anchored, without groups or alternatives
 * and with at most two repetitions, matching is at worst quadratic in the length of a short answer.
 */
function isHarmlessPattern(pattern: string): boolean {
  const body = pattern
    .replaceAll(/\\[dDsSwW.\-/+*?()[\]{}|^$\\]/gu, "a")
    .replaceAll(/\[[^\]]*\]/gu, "a");
  const repetitions = body.match(/[*+?{]/gu)?.length ?? 0;
  return (
    body.startsWith("^") &&
    body.endsWith("$") &&
    !/[()|\\[\]]/u.test(body) &&
    repetitions <= 2 &&
    compiles(pattern)
  );
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** The longest list that a form limits. Only the data type refuses a longer one. */
const mostItems = 1_000;

const sentence = z.string().min(1).max(1_000);
const fieldName = z
  .string()
  .regex(/^[A-Za-z_]\w{0,63}$/u, {
    error: "The name of a field is letters, digits and underscores.",
  })
  .refine(isPlainName, { error: notPlain });

/** One question of a form, written by an author: the part of JSON Schema that our pages draw. */
export const fieldSchema: z.ZodType<FieldSchema> = z.strictObject({
  type: z.enum(["string", "number", "integer", "boolean", "array", "object"]).exactOptional(),
  title: sentence.exactOptional(),
  description: sentence.exactOptional(),
  default: z.json().exactOptional(),
  examples: z.array(z.json()).min(1).max(5).exactOptional(),
  enum: z
    .array(z.union([z.string().max(200), z.number()]))
    .min(1)
    .max(200)
    .exactOptional(),
  minimum: z.number().exactOptional(),
  maximum: z.number().exactOptional(),
  exclusiveMinimum: z.number().exactOptional(),
  exclusiveMaximum: z.number().exactOptional(),
  minLength: z.int().min(0).exactOptional(),
  maxLength: z.int().min(0).max(1_000_000).exactOptional(),
  pattern: z
    .string()
    .max(200)
    .refine(isHarmlessPattern, {
      error: "A pattern starts with ^, ends with $, and has no groups and at most two repetitions.",
    })
    .exactOptional(),
  format: z.enum(["date", "email"]).exactOptional(),
  minItems: z.int().min(0).exactOptional(),
  maxItems: z.int().min(0).max(mostItems).exactOptional(),
  get items() {
    return fieldSchema.exactOptional();
  },
  get properties() {
    return z.record(fieldName, fieldSchema).exactOptional();
  },
  required: z.array(fieldName).exactOptional(),
  additionalProperties: z.literal(false).exactOptional(),
  "x-name": sentence.exactOptional(),
  "x-labels": z.union([z.array(sentence), z.record(z.string(), sentence)]).exactOptional(),
  "x-error": sentence.exactOptional(),
  "x-hint": sentence.exactOptional(),
  "x-group": z.string().max(100).exactOptional(),
  "x-why": sentence.exactOptional(),
  "x-widget": z.enum(["textarea", "file"]).exactOptional(),
  "x-showIf": z.strictObject({ field: fieldName, equals: z.json() }).exactOptional(),
  "x-unit": z.string().max(20).exactOptional(),
  "x-notSure": z.json().exactOptional(),
  "x-dataType": z.enum(["money", "percent-table"]).exactOptional(),
});

/** A whole form as authors write it: an object of questions, asked in order. */
export const formSchema: z.ZodType<FormSchema> = z
  .strictObject({
    type: z.literal("object").default("object"),
    title: sentence.exactOptional(),
    description: sentence.exactOptional(),
    properties: z.record(fieldName, fieldSchema),
    required: z.array(fieldName).exactOptional(),
    additionalProperties: z.literal(false).exactOptional(),
  })
  .superRefine((form, context) => {
    for (const message of faultsOf(form)) context.addIssue({ code: "custom", message });
  });

/** The names that a form refers to and that do not exist. */
function faultsOf({ properties, required = [] }: FormSchema): string[] {
  const names = new Set(Object.keys(properties));
  const faults = required
    .filter((name) => !names.has(name))
    .map((name) => `The form requires "${name}" but does not ask it.`);
  if (names.size === 0) faults.push("A form asks at least one question.");
  for (const [name, field] of Object.entries(properties)) {
    const shownBy = field["x-showIf"]?.field;
    const labels = field["x-labels"];
    if (field.title === undefined) faults.push(`The field "${name}" needs a title.`);
    if (shownBy !== undefined && !names.has(shownBy))
      faults.push(`The field "${name}" depends on "${shownBy}", which is not asked.`);
    if (Array.isArray(labels) && labels.length !== field.enum?.length)
      faults.push(`The field "${name}" needs one label for each of its values.`);
  }
  return faults;
}

/**
 * The form that asks for a value of `schema`, an object. Its questions, hints and limits are in the schema itself.
 * Throws when the schema uses what no form can draw. A test checks this for every data type with a form.
 */
export function formOf(schema: z.ZodType): FormSchema {
  return formSchema.parse(drawn(schema));
}

/** The question that asks for a value of `schema`; `null` when the schema uses what no form can draw. */
export function questionOf(schema: z.ZodType): FieldSchema | null {
  const question = fieldSchema.safeParse(drawn(schema)).data;
  return question?.type === undefined ? null : question;
}

function drawn(schema: z.ZodType): object {
  const { $schema: _, ...found } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override({ jsonSchema }) {
      delete jsonSchema.additionalProperties;
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern; // another keyword says the same
      if (Number(jsonSchema.maxItems) > mostItems) delete jsonSchema.maxItems;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return found;
}
