import type { FieldSchema } from "./json-schema.ts";
import { asObject, asYesIf, subjectOf } from "./wording.ts";

/** The sentence for a missing answer. */
export function missing(schema: FieldSchema): string {
  if (schema["x-widget"] === "file") return "Select a file";
  if (schema.type === "boolean") return `Select ${asYesIf(schema) ?? "yes or no"}`;
  const what = asObject(schema);
  if (schema.enum || schema.items?.enum)
    return what === null || what.length > 70 ? "Select an answer" : `Select ${what}`;
  return `Enter ${what ?? kindOf(schema)}`;
}

export function notNumber(schema: FieldSchema): string {
  const kind = schema.type === "integer" ? "a whole number" : "a number";
  return `${subjectOf(schema)} must be ${kind}, like ${example(schema)}`;
}

/** The sentence for a number outside its limits, or null when it is within. `show` writes a limit as people read it. */
export function outOfRange(
  schema: FieldSchema,
  value: number,
  show: (limit: number) => string,
  subject: string = subjectOf(schema),
): string | null {
  if (isWithin(schema, value)) return null;
  const { minimum: min, maximum: max, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  if (min !== undefined && max !== undefined)
    return `${subject} must be between ${show(min)} and ${show(max)}`;
  const limits = [
    above !== undefined && `more than ${show(above)}`,
    min !== undefined && `${show(min)} or more`,
    below !== undefined && `less than ${show(below)}`,
    max !== undefined && `${show(max)} or less`,
  ].filter((limit) => limit !== false);
  return `${subject} must be ${limits.join(" and ")}`;
}

function isWithin(schema: FieldSchema, value: number): boolean {
  return (
    value >= (schema.minimum ?? -Infinity) &&
    value <= (schema.maximum ?? Infinity) &&
    value > (schema.exclusiveMinimum ?? -Infinity) &&
    value < (schema.exclusiveMaximum ?? Infinity)
  );
}

export function wrongLength(schema: FieldSchema, text: string): string | null {
  const { minLength: min, maxLength: max } = schema;
  const length = Array.from(text).length;
  if (min !== undefined && length < min)
    return `${subjectOf(schema)} must be ${counted(min, "character")} or more`;
  if (max !== undefined && length > max)
    return `${subjectOf(schema)} must be ${counted(max, "character")} or fewer`;
  return null;
}

export function wrongCount(schema: FieldSchema, count: number): string | null {
  if (count === 0 && schema.minItems === 1) return missing(schema);
  const noun = schema.items?.type === "object" ? "row" : "answer";
  const verb = schema.items?.enum ? "Select" : "Enter";
  if (schema.minItems !== undefined && count < schema.minItems)
    return `${verb} ${counted(schema.minItems, noun)} or more`;
  if (schema.maxItems !== undefined && count > schema.maxItems)
    return `${verb} ${counted(schema.maxItems, noun)} or fewer`;
  return null;
}

/** "Weights total 97.0%. They must total 100%: add 3.0%", or null when they do. */
export function wrongTotal(schema: FieldSchema, total: number): string | null {
  const off = 100 - total;
  if (Math.abs(off) < 0.01) return null;
  const digits = Math.abs(off) < 0.05 ? 2 : 1;
  const change = `${off > 0 ? "add" : "take off"} ${Math.abs(off).toFixed(digits)}%`;
  const subject = subjectOf(schema);
  const named = subject === "The answer" ? "The percentages" : subject;
  return `${named} total ${total.toFixed(digits)}%. They must total 100%: ${change}`;
}

/** A number as a limit is written: "1,000", "8.5%". */
export function plainLimit(schema: FieldSchema): (limit: number) => string {
  const suffix = schema["x-unit"] === "%" ? "%" : "";
  return (limit) => limit.toLocaleString("en-US", { maximumFractionDigits: 6 }) + suffix;
}

/** "$1,000" and "$0.50". A currency we cannot write as a sign is written as its code. */
export function moneyLimit(currency: string): (limit: number) => string {
  return (limit) => {
    if (!/^[A-Z]{3}$/.test(currency)) return limit.toLocaleString("en-US");
    return limit.toLocaleString("en-US", {
      style: "currency",
      currency,
      trailingZeroDisplay: "stripIfInteger",
    });
  };
}

/** What to type, where the question itself cannot be repeated. */
function kindOf(schema: FieldSchema): string {
  if (schema["x-unit"] === "%") return "a percentage";
  if (schema.type === "number" || schema.type === "integer") return "a number";
  return schema.type === "object" ? "an amount" : "an answer";
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A number that would be accepted. */
function example(schema: FieldSchema): string {
  if (typeof schema.default === "number") return plainLimit(schema)(schema.default);
  const low = schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
  const high = schema.maximum ?? schema.exclusiveMaximum ?? Number.MAX_SAFE_INTEGER;
  return plainLimit(schema)(Math.min(Math.max(12, low), high));
}
