import { remembered } from "./remembered.ts";

/** The order in which a file writes dates of figures alone. */
export type DateOrder = "day-month-year" | "month-day-year" | "year-month-day";

const months: readonly string[] = [
  "jan|januar|january|janvier|janv|gennaio|gen|enero|ene|januari|janner",
  "feb|februar|february|fevrier|fevr|fev|febbraio|febrero|februari",
  "mar|marz|march|mars|marzo|maart|mrt|mrz",
  "apr|april|avril|avr|aprile|abril|abr",
  "may|mai|maggio|mag|mayo|mei|maj",
  "jun|juni|june|juin|giugno|giu|junio",
  "jul|juli|july|juillet|juil|luglio|lug|julio",
  "aug|august|aout|agosto|ago|augustus|augusti",
  "sep|sept|september|septembre|settembre|set|septiembre",
  "oct|okt|oktober|october|octobre|ottobre|ott|octubre",
  "nov|november|novembre|noviembre",
  "dec|dez|dezember|december|decembre|dicembre|dic|diciembre",
];
const monthNumber: ReadonlyMap<string, number> = new Map(
  months.flatMap((names, i) => names.split("|").map((name) => [name, i + 1] as const)),
);

const mayBeDay = /^(?=.*\d).{6,40}$/u;

type Parts = readonly [number, number, number];

/** What a cell tells of the order: the ones in which it is a day of the calendar. Empty where it is no date. */
export const ordersOf = remembered(readOrders);

function readOrders(cell: string): readonly DateOrder[] {
  if (!mayBeDay.test(cell)) return [];
  const orders: readonly DateOrder[] = ["day-month-year", "month-day-year", "year-month-day"];
  return orders.filter((order) => readDate(cell, order) !== null);
}

/** A cell as a day, "2026-11-20"; `null` where it is none in this order. A time of day behind it is left out. */
export function readDate(cell: string, order: DateOrder): string | null {
  if (!mayBeDay.test(cell)) return null;
  const text = cell.normalize("NFKD").replaceAll(/\p{M}/gu, "").trim().toLowerCase();
  return isoOf(named(text)) ?? isoOf(figures(text, order));
}

function figures(text: string, order: DateOrder): Parts | null {
  const [, a, separator, b, c] =
    /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[t, ]+[\d:.]+.*)?$/u.exec(text) ?? [];
  if (a === undefined || b === undefined || c === undefined) return null;
  if (a.length === 4) return [Number(a), Number(b), Number(c)];
  if (order === "year-month-day" || a.length > 2 || (c.length !== 4 && c.length !== 2)) return null;
  const year = c.length === 2 ? yearOf(Number(c)) : Number(c);
  if (order === "month-day-year") return separator === "." ? null : [year, Number(a), Number(b)];
  return [year, Number(b), Number(a)];
}

function named(text: string): Parts | null {
  const [, day, month, year] =
    /^(\d{1,2})(?:st|nd|rd|th)?[. -]+(?:de )?([a-z]{3,10})\.?,?[ -]+(?:de )?(\d{4}|\d{2})\b/u.exec(
      text,
    ) ?? [];
  const [, first, second, third] =
    /^([a-z]{3,10})\.?[ -]+(\d{1,2}),?[ -]+(\d{4})\b/u.exec(text) ?? [];
  const number = monthNumber.get(month ?? first ?? "");
  if (number === undefined) return null;
  const long = year ?? third!;
  return [long.length === 2 ? yearOf(Number(long)) : Number(long), number, Number(day ?? second)];
}

function yearOf(two: number): number {
  return two < 70 ? 2000 + two : 1900 + two;
}

function isoOf(parts: Parts | null): string | null {
  if (!parts) return null;
  const [year, month, day] = parts;
  if (year < 1900 || year > 2200) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.toISOString().slice(0, 10) : null;
}
