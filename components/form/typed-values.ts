import type { FormField } from "#lib/form/form-fields.ts";
import type { Posted } from "#lib/form/json-schema.ts";

/** An answer as it would have been typed, by the names the form posts: to show it again or to prefill it. */
export function typedValues(
  fields: readonly FormField[],
  answers: Readonly<Record<string, unknown>>,
): Posted {
  return Object.fromEntries(
    fields.flatMap((field) => typed(field, field.name, answers[field.name])),
  );
}

type Entry = [name: string, text: string | string[]];

function typed(field: FormField, name: string, value: unknown): Entry[] {
  if (value === null && field.notSure) return [[`${name}.notSure`, "on"]];
  if (value === undefined || value === null) return [];
  return byKind[field.kind](field, name, value);
}

type Type = (field: FormField, name: string, value: unknown) => Entry[];

const asText: Type = (_field, name, value) => [[name, plain(value)]];
const asParts: Type = (field, name, value) => typedParts(field, name, value, `${name}.`);

const byKind: Record<FormField["kind"], Type> = {
  text: asText,
  email: asText,
  textarea: asText,
  file: asText,
  number: asText,
  radios: asText,
  select: asText,
  money: (_field, name, value) => typedMoney(name, value),
  date: (_field, name, value) => typedDate(name, plain(value)),
  "yes-no": (_field, name, value) => [[name, value === true ? "yes" : "no"]],
  checkboxes: (_field, name, value) => [[name, list(value).map(plain)]],
  lines: (_field, name, value) => [[name, list(value).map(plain).join("\n")]],
  rows: (field, name, value) =>
    list(value).flatMap((row, i) => typedParts(field, `${name}.${i}`, row, "")),
  group: asParts,
  "percent-table": asParts,
};

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `prefix` is the start of the names of the parts. */
function typedParts(field: FormField, name: string, value: unknown, prefix: string): Entry[] {
  if (typeof value !== "object" || value === null) return [];
  const values = new Map<string, unknown>(Object.entries(value));
  return (field.parts ?? []).flatMap((part) => {
    const key = part.name.slice(prefix.length);
    return typed(part, `${name}.${key}`, values.get(key));
  });
}

function typedMoney(name: string, value: unknown): Entry[] {
  if (typeof value !== "object" || value === null || !("amount" in value)) return [];
  const amount = Number(value.amount);
  const digits = Number.isInteger(amount) ? 0 : 2;
  const text = amount.toLocaleString("en-US", { minimumFractionDigits: digits });
  const currency = "currency" in value ? plain(value.currency) : "";
  return [
    [`${name}.amount`, Number.isFinite(amount) ? text : ""],
    [`${name}.currency`, currency],
  ];
}

function typedDate(name: string, text: string): Entry[] {
  const [year = "", month = "", day = ""] = text.split("-");
  return [
    [`${name}.day`, day.replace(/^0/, "")],
    [`${name}.month`, month.replace(/^0/, "")],
    [`${name}.year`, year],
  ];
}

function plain(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
