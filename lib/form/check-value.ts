import type { Data, FieldErrors, FieldSchema } from "./json-schema.ts";
import * as say from "./messages.ts";
import { isMoney, isPercentTable } from "./visibility.ts";
import { subjectOf } from "./wording.ts";

/**
 * Checks one answer as JSON. Gives one sentence per field that cannot be used, under the field's path
 * ("weights.VOO", "holdings.0.units"), and nothing when the answer is good. Never throws, whatever the value.
 */
export function checkValue(
  schema: FieldSchema,
  value: unknown,
  path: string,
  required: boolean,
): FieldErrors {
  if (isNotSure(schema, value)) return {};
  if (isMissing(value)) return required ? { [path]: say.missing(schema) } : {};
  if (schema.enum) return only(path, checkChoice(schema, value));
  return checkByType(schema, value, path, required);
}

function checkByType(
  schema: FieldSchema,
  value: unknown,
  path: string,
  required: boolean,
): FieldErrors {
  if (schema.type === undefined) return {};
  switch (schema.type) {
    case "number":
    case "integer":
      return only(path, checkNumber(schema, value));
    case "boolean":
      return only(path, typeof value === "boolean" ? null : say.missing(schema));
    case "string":
      return only(path, typeof value === "string" ? checkText(schema, value) : say.missing(schema));
    case "array":
      return Array.isArray(value)
        ? checkItems(schema, value, path, required)
        : { [path]: say.missing(schema) };
    case "object":
      return isData(value) ? checkObject(schema, value, path) : { [path]: say.missing(schema) };
  }
}

function only(path: string, sentence: string | null): FieldErrors {
  return sentence === null ? {} : { [path]: sentence };
}

/** True for a plain JSON object. */
export function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Empty text and white space are no answer; neither is null. */
export function isMissing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && !value.trim());
}

/** True for the very value that stands for "I'm not sure", which no other rule applies to. */
export function isNotSure(schema: FieldSchema, value: unknown): boolean {
  if (!("x-notSure" in schema) || value === undefined) return false;
  return JSON.stringify(value) === JSON.stringify(schema["x-notSure"]);
}

function checkChoice(schema: FieldSchema, value: unknown): string | null {
  const known = schema.enum?.some((choice) => choice === value);
  return known ? null : (schema["x-error"] ?? "Select one of the answers shown");
}

function checkObject(schema: FieldSchema, value: Data, path: string): FieldErrors {
  return isMoney(schema)
    ? only(path, checkMoney(schema, value))
    : checkProperties(schema, value, path);
}

function checkNumber(schema: FieldSchema, value: unknown): string | null {
  const isNumber = typeof value === "number" && Number.isFinite(value);
  if (!isNumber || (schema.type === "integer" && !Number.isInteger(value)))
    return schema["x-error"] ?? say.notNumber(schema);
  const sentence = say.outOfRange(schema, value, say.plainLimit(schema));
  return sentence && (schema["x-error"] ?? sentence);
}

function checkMoney(schema: FieldSchema, money: Data): string | null {
  const { amount, currency } = money;
  const currencies = schema.properties?.["currency"]?.enum;
  if (isMissing(amount)) return say.missing(schema);
  if (typeof amount !== "number" || !Number.isFinite(amount))
    return `${subjectOf(schema)} must be an amount of money, like 1,000.50`;
  if (typeof currency !== "string" || (currencies && !currencies.includes(currency)))
    return "Select a currency";
  const limits = { ...schema.properties?.["amount"], ...pickLimits(schema) };
  return say.outOfRange(limits, amount, say.moneyLimit(currency), subjectOf(schema));
}

function pickLimits(schema: FieldSchema): FieldSchema {
  const { minimum, maximum } = schema;
  return { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
}

function checkText(schema: FieldSchema, text: string): string | null {
  const length = say.wrongLength(schema, text);
  if (length !== null) return length;
  if (schema.format === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    return schema["x-error"] ?? "Enter an email address, like name@example.com";
  if (schema.format === "date" && !isDate(text))
    return schema["x-error"] ?? `${subjectOf(schema)} must be a real date, like 27 3 2031`;
  if (schema.pattern !== undefined && !matches(schema.pattern, text))
    return schema["x-error"] ?? `${subjectOf(schema)} is not written in the way we can read`;
  return null;
}

/** A pattern that is not a regular expression is a mistake of the form, not of the answer. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text.slice(0, 1000));
  } catch {
    return true;
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function checkItems(
  schema: FieldSchema,
  items: unknown[],
  path: string,
  required: boolean,
): FieldErrors {
  if (items.length > 0 || required) {
    const count = say.wrongCount(schema, items.length);
    if (count !== null) return { [path]: count };
  }
  const item = schema.items ?? {};
  if (item.enum || item.type !== "object") {
    const wrong = items.find((value) => Object.keys(checkValue(item, value, "", true)).length > 0);
    return wrong === undefined
      ? {}
      : { [path]: Object.values(checkValue(item, wrong, "", true))[0]! };
  }
  return Object.assign({}, ...items.map((row, i) => checkValue(item, row, `${path}.${i}`, true)));
}

function checkProperties(schema: FieldSchema, answers: Data, path: string): FieldErrors {
  const errors: FieldErrors = {};
  let total = 0;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const required = schema.required?.includes(key) ?? false;
    Object.assign(errors, checkValue(property, answers[key], `${path}.${key}`, required));
    total += typeof answers[key] === "number" ? answers[key] : 0;
  }
  if (!isPercentTable(schema) || Object.keys(errors).length > 0) return errors;
  const sentence = say.wrongTotal(schema, total);
  return sentence === null ? {} : { [path]: sentence };
}
