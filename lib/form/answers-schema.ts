import type { JsonObject } from "#lib/engine/value/json.ts";

import type { FieldSchema, FormSchema } from "./json-schema.ts";
import { isMoney } from "./visibility.ts";

/** One object for the same form, because what is known of its types hangs on it. */
const known = new Map<string, JsonObject>();
const mostKnown = 500;

/**
 * What answers to a form are like, as JSON Schema: an answer that may be left out, or is asked only where another one
 * has some value, is optional; everything else has the kind that the form checks.
 */
export function answersSchema(form: FormSchema): JsonObject {
  const key = JSON.stringify(form);
  const schema = known.get(key) ?? objectOf(form, form.additionalProperties === true);
  if (known.size >= mostKnown) known.delete(known.keys().next().value ?? "");
  known.set(key, schema);
  return schema;
}

function objectOf({ properties = {}, required = [] }: FieldSchema, open: boolean): JsonObject {
  const isSure = (name: string): boolean =>
    required.includes(name) && properties[name]?.["x-showIf"] === undefined;
  const names = Object.keys(properties);
  return {
    type: "object",
    properties: Object.fromEntries(
      names.map((name) => [name, valueSchema(properties[name] ?? {}, isSure(name))]),
    ),
    required: names.filter(isSure),
    ...(!open && { additionalProperties: false }),
  };
}

function valueSchema(field: FieldSchema, isRequired: boolean): JsonObject {
  const schema = kindOf(field, isRequired);
  const notSure = field["x-notSure"];
  if (notSure === undefined || Object.keys(schema).length === 0) return schema;
  return { anyOf: [schema, { const: JSON.parse(JSON.stringify(notSure)) }] };
}

function kindOf(field: FieldSchema, isRequired: boolean): JsonObject {
  if (field.enum) return { enum: field.enum };
  const { type } = field;
  if (type === "array") {
    return {
      type,
      items: valueSchema(field.items ?? {}, true),
      ...(isRequired && field.minItems !== undefined && { minItems: field.minItems }),
    };
  }
  if (type === "object") {
    if (isMoney(field)) return moneySchema(field);
    return field.properties ? objectOf(field, false) : { type };
  }
  if (type === undefined) return {};
  return type === "number" || type === "integer" ? { type, ...limitsOf(field) } : { type };
}

function moneySchema({ properties = {} }: FieldSchema): JsonObject {
  const currency = properties["currency"]?.enum;
  return {
    type: "object",
    properties: {
      amount: { type: "number", ...limitsOf(properties["amount"] ?? {}) },
      currency: currency ? { enum: currency } : { type: "string" },
    },
    required: ["amount", "currency"],
    additionalProperties: false,
  };
}

function limitsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: FieldSchema) {
  return {
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(exclusiveMinimum !== undefined && { exclusiveMinimum }),
    ...(exclusiveMaximum !== undefined && { exclusiveMaximum }),
  };
}
