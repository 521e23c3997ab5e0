import { checkValue, isMissing } from "./check-value.ts";
import { NOT_SURE } from "./form-fields.ts";
import type { Checked, Data, FieldErrors, FieldSchema, FormSchema, Posted } from "./json-schema.ts";
import { namesOtherCurrency, parseNumber } from "./parse-number.ts";
import { isMoney, isShown } from "./visibility.ts";
import { subjectOf } from "./wording.ts";

type Options = {
  /** Read these fields only: the page that was posted. */
  fields?: readonly string[];
  /** Answers of earlier pages, for fields that are asked only after certain answers. */
  earlier?: Data;
};

/**
 * Turns what a form posted into JSON data, or says what is wrong, one sentence per field. Text is read the way people
 * type it ("£ 1,000.50", "12 years"). Fields that another answer hides are left out. Never throws.
 */
export function readAnswers(schema: FormSchema, posted: Posted, options: Options = {}): Checked {
  const names = options.fields ?? Object.keys(schema.properties);
  const values: Data = {};
  const problems: FieldErrors = {};
  for (const name of names) {
    const field = schema.properties[name];
    if (field) values[name] = readValue(field, posted, name, problems);
  }

  const answers = { ...options.earlier, ...values };
  const errors: FieldErrors = {};
  const data: Data = {};
  for (const name of names) {
    const field = schema.properties[name];
    if (!field || !isShown(schema, name, answers)) continue;
    const unreadable = Object.entries(problems).filter(([path]) => isWithin(path, name));
    const required = schema.required?.includes(name) ?? false;
    const found = checkValue(field, values[name], name, required);
    Object.assign(errors, postedPaths(found, name, field, posted), Object.fromEntries(unreadable));
    if (values[name] !== undefined) data[name] = values[name];
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, data };
}

/** The value of one field, `undefined` where nothing was typed. Text that cannot be read goes into `problems`. */
function readValue(
  field: FieldSchema,
  posted: Posted,
  name: string,
  problems: FieldErrors,
): unknown {
  const text = textOf(posted, name);
  const unsure = text === NOT_SURE || textOf(posted, `${name}.notSure`) !== "";
  if (unsure && "x-notSure" in field) return field["x-notSure"];
  switch (field.type) {
    case "object":
      return isMoney(field)
        ? readMoney(field, posted, name, problems)
        : readObject(field, posted, name, problems);
    case "array":
      return readArray(field, posted, name, problems);
    case "boolean":
      return readYesNo(text);
    case "number":
    case "integer":
      return readNumber(field, text);
    case "string":
    case undefined:
      return readString(field, posted, name);
  }
}

function textOf(posted: Posted, name: string): string {
  const value = Object.hasOwn(posted, name) ? posted[name] : undefined;
  return (typeof value === "string" ? value : (value?.[0] ?? "")).trim();
}

function readString(field: FieldSchema, posted: Posted, name: string): unknown {
  if (field.format === "date") return readDate(posted, name);
  return readText(field, textOf(posted, `${name}.file`) || textOf(posted, name));
}

function readYesNo(text: string): boolean | undefined {
  if (text === "yes" || text === "true") return true;
  return text === "no" || text === "false" ? false : undefined;
}

function readText(field: FieldSchema, text: string): unknown {
  if (text === "") return undefined;
  return field.enum?.find((value) => String(value) === text) ?? text;
}

/** Text that is no number stays text, so that the check reports what is wrong with it. */
function readNumber(field: FieldSchema, text: string): unknown {
  if (text === "") return undefined;
  if (field.enum) return readText(field, text);
  return parseNumber(text, field["x-unit"]) ?? text;
}

function readMoney(
  field: FieldSchema,
  posted: Posted,
  name: string,
  problems: FieldErrors,
): unknown {
  const text = textOf(posted, `${name}.amount`);
  if (text === "") return undefined;
  const offered = field.properties?.["currency"]?.enum?.[0] ?? "USD";
  const currency = textOf(posted, `${name}.currency`) || String(offered);
  if (namesOtherCurrency(text, currency))
    problems[name] = `${subjectOf(field)} must be in ${currency}`;
  return { amount: parseNumber(text) ?? text, currency };
}

/** Day, month and year as they were typed become 2031-03-27; a date that does not exist is left to the check. */
function readDate(posted: Posted, name: string): unknown {
  const whole = textOf(posted, name);
  if (whole !== "") return whole;
  const [day, month, year] = ["day", "month", "year"].map((part) => {
    return textOf(posted, `${name}.${part}`).normalize("NFKC");
  });
  if (!day && !month && !year) return undefined;
  return `${year!.padStart(4, "0")}-${month!.padStart(2, "0")}-${day!.padStart(2, "0")}`;
}

function readObject(
  field: FieldSchema,
  posted: Posted,
  name: string,
  problems: FieldErrors,
): unknown {
  const value: Data = {};
  for (const [key, property] of Object.entries(field.properties ?? {})) {
    const part = readValue(property, posted, `${name}.${key}`, problems);
    if (part !== undefined) value[key] = part;
  }
  return Object.keys(value).length > 0 ? value : undefined;
}

function readArray(
  field: FieldSchema,
  posted: Posted,
  name: string,
  problems: FieldErrors,
): unknown {
  const item = field.items ?? {};
  if (item.type === "object") {
    const rows = rowIndexes(posted, name).map((i) => {
      return readValue(item, posted, `${name}.${i}`, problems);
    });
    return rows.filter((row) => !isMissing(row));
  }
  const texts = Object.hasOwn(posted, name) ? [posted[name]!].flat() : [];
  if (item.enum) return texts.map((text) => readText(item, text));
  const lines = texts.flatMap((text) => text.split(/[\n,;]/)).map((line) => line.trim());
  return lines.filter((line) => line !== "").map((line) => readNumberOrText(item, line));
}

function readNumberOrText(item: FieldSchema, line: string): unknown {
  return item.type === "number" || item.type === "integer" ? readNumber(item, line) : line;
}

/** The rows of a list that were posted, in order: rows may have been removed in between. */
function rowIndexes(posted: Posted, name: string): number[] {
  const found = Object.keys(posted).flatMap((key) => {
    const index = key.startsWith(`${name}.`)
      ? /^\d{1,4}(?=\.)/.exec(key.slice(name.length + 1))
      : null;
    return index ? [Number(index[0])] : [];
  });
  return [...new Set(found)].toSorted((a, b) => a - b);
}

/** Blank rows are left out of the data, so the n-th row of the data is not always the n-th on the page. */
function postedPaths(
  errors: FieldErrors,
  name: string,
  field: FieldSchema,
  posted: Posted,
): FieldErrors {
  if (field.type !== "array" || field.items?.type !== "object") return errors;
  const filled = rowIndexes(posted, name).filter((i) => {
    return !isMissing(readValue(field.items!, posted, `${name}.${i}`, {}));
  });
  const moved: FieldErrors = {};
  for (const [path, sentence] of Object.entries(errors)) {
    const [row, ...rest] = path.slice(name.length + 1).split(".");
    moved[path === name ? path : [name, filled[Number(row)], ...rest].join(".")] = sentence;
  }
  return moved;
}

function isWithin(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}.`);
}
