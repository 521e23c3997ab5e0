import type { Choice } from "#lib/portfolio/import/reading/reading.ts";

import type { DateOrder } from "./cells/dates.ts";
import { encodings } from "./file/decode-text.ts";
import type { Delimiter } from "./table/tokenise.ts";

/** What the choices are called on screen. */
export const delimiterLabels: Readonly<Record<Delimiter, string>> = {
  ",": "Comma ( , )",
  ";": "Semicolon ( ; )",
  "\t": "Tab",
  "|": "Bar ( | )",
};

export const decimalLabels = { point: "Point: 1,234.50", comma: "Comma: 1.234,50" } as const;

export const dateLabels: Readonly<Record<DateOrder, string>> = {
  "day-month-year": "Day first: 31/12/2026",
  "month-day-year": "Month first: 12/31/2026",
  "year-month-day": "Year first: 2026-12-31",
};

export const currencyLabels: Readonly<Record<string, string>> = {
  USD: "Dollars (USD)",
  EUR: "Euros (EUR)",
  GBP: "Pounds (GBP)",
  CHF: "Swiss francs (CHF)",
  CAD: "Canadian dollars (CAD)",
  AUD: "Australian dollars (AUD)",
  SEK: "Swedish crowns (SEK)",
  NOK: "Norwegian crowns (NOK)",
  DKK: "Danish crowns (DKK)",
  INR: "Rupees (INR)",
  JPY: "Yen (JPY)",
  HKD: "Hong Kong dollars (HKD)",
};

/** A choice as a list of answers, in the order they are shown. */
export function listed(
  labels: Readonly<Record<string, string>>,
): { value: string; label: string }[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}

export function choice(
  name: Choice["name"],
  value: string,
  how: string,
  labels: Readonly<Record<string, string>>,
): Choice {
  const label = {
    table: "Table",
    delimiter: "Between values",
    decimal: "Decimal sign",
    dates: "Dates",
    encoding: "Letters",
    currency: "Currency",
  }[name];
  return { name, label, value, how, options: listed(labels) };
}

export const encodingLabels: Readonly<Record<string, string>> = encodings;
