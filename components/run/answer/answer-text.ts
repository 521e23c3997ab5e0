import { counted } from "#components/format/dates.ts";
import type { FieldKind, FormField } from "#lib/form/form-fields.ts";

type Print = (field: FormField, value: unknown) => string | null;

const asTyped: Print = (_field, value) => plain(value);

const prints: Record<FieldKind, Print> = {
  text: asTyped,
  email: asTyped,
  textarea: asTyped,
  file: asTyped,
  radios: labelOf,
  select: labelOf,
  checkboxes: listText,
  lines: listText,
  "yes-no": (_field, value) => (value === true ? "Yes" : "No"),
  money: (_field, value) => moneyText(value),
  number: numberText,
  date: (_field, value) => dateText(plain(value)),
  "percent-table": partsText,
  group: partsText,
  rows: (_field, value) => (Array.isArray(value) ? counted(value.length, "row") : null),
};

/** An answer in words, for a summary: `null` where nothing was answered. */
export function answerText(field: FormField, value: unknown): string | null {
  return value === undefined || value === null || value === ""
    ? null
    : prints[field.kind](field, value);
}

function labelOf(field: FormField, value: unknown): string {
  const text = plain(value);
  return field.choices?.find((choice) => choice.value === text)?.label ?? text;
}

function listText(field: FormField, value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  if (field.choices && value.length > 2 && value.length === field.choices.length) {
    return `All ${value.length}`;
  }
  return value.map((item) => labelOf(field, item)).join(", ");
}

/** Cents only where there are any: $48,000 and $49.31. */
function moneyText(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  const parts = new Map<string, unknown>(Object.entries(value));
  const amount = parts.get("amount");
  if (typeof amount !== "number") return null;
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: plain(parts.get("currency")) || "USD",
    minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
  }).format(amount);
}

function numberText({ unit }: FormField, value: unknown): string {
  const text = typeof value === "number" ? value.toLocaleString("en-US") : plain(value);
  if (unit === undefined) return text;
  if (unit === "%") return `${text}%`;
  return `${text} ${value === 1 ? unit.replace(/s$/, "") : unit}`;
}

function dateText(iso: string): string {
  const date = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(date);
}

function partsText(field: FormField, value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  const values = new Map<string, unknown>(Object.entries(value));
  const unit = field.kind === "percent-table" ? "%" : undefined;
  const texts = (field.parts ?? []).flatMap((part) => {
    const key = part.name.slice(field.name.length + 1);
    const text = answerText(unit ? { ...part, unit } : part, values.get(key));
    return text === null ? [] : [`${part.label} ${text}`];
  });
  return texts.length > 0 ? texts.join(", ") : null;
}

function plain(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
