import type { Holdings } from "#lib/data-types/holdings.ts";

import { currencyIn, type NumberStyle, readNumber } from "./numbers.ts";
import {
  type Column,
  type Header,
  type LineProblem,
  type Row,
  readTable,
  type Table,
} from "./table.ts";

export type ReadHoldings =
  | { readonly ok: true; readonly holdings: Holdings }
  | { readonly ok: false; readonly problems: readonly LineProblem[] };

type Holding = Holdings[number];

const maxRows = 5_000;
const total = /^(?:grand |account |sub|portfolio )?[- ]?totals?\b|^sum(?:me)?$|^total(?:e|en)?\b/iu;
const cash = /\bcash\b|money market|sweep|pending activity|geldkonto|bargeld|liquidités/iu;

/**
 * Reads a broker's table of holdings. Either every line is read, or nothing is imported and each line that could not be
 * read is named. Blank lines, totals and notes below the table hold no position and are skipped.
 */
export function readHoldings(text: string, usualCurrency: string): ReadHoldings {
  const table = readTable(text);
  if ("sentence" in table) return { ok: false, problems: [table] };
  const rows = table.rows.filter((row) => isPosition(row, table.header));
  if (rows.length > maxRows) return refuse(`The file has more than ${maxRows} lines.`);
  const style = styleOf({ ...table, rows });
  const problems: LineProblem[] = [];
  const found: Holding[] = [];
  for (const row of rows) {
    const read = readRow(row, table.header, style, usualCurrency);
    if (read && "sentence" in read) problems.push(read);
    else if (read) found.push(read);
  }
  if (problems.length > 0) return { ok: false, problems };
  const holdings = merged(found);
  return holdings.length === 0 ? refuse("The table has no holdings.") : { ok: true, holdings };
}

function refuse(sentence: string): ReadHoldings {
  return { ok: false, problems: [{ line: 0, sentence }] };
}

function isPosition({ cells }: Row, header: Header): boolean {
  const filled = cells.filter((cell) => cell !== "");
  if (filled.length === 0) return false;
  if (total.test(filled[0]!)) return false;
  const figures = [header.quantity, header.price, header.value].some(
    (i) => (cells[i ?? -1] ?? "") !== "",
  );
  return figures || (filled.length > 1 && cells.length > 2);
}

/**
 * Decides once per file how it writes numbers: the style in which fewest cells cannot be read; then in which quantity
 * times price is nearest to the value; then the usual one for the delimiter.
 */
function styleOf({ rows, header, delimiter }: Table): NumberStyle {
  const usual: NumberStyle = delimiter === ";" ? "comma" : "point";
  const other: NumberStyle = usual === "comma" ? "point" : "comma";
  const score = (style: NumberStyle) => {
    let unreadable = 0;
    let inconsistent = 0;
    for (const row of rows) {
      const [quantity, price, value] = (["quantity", "price", "value"] as const).map((column) =>
        readNumber(cellOf(row, header, column), style),
      );
      unreadable += [quantity, price, value].filter((n) => n === undefined).length;
      inconsistent += quantity && price && value && !agrees(quantity, price, value) ? 1 : 0;
    }
    return unreadable * 10_000 + inconsistent;
  };
  return score(other) < score(usual) ? other : usual;
}

function readRow(
  row: Row,
  header: Header,
  style: NumberStyle,
  usualCurrency: string,
): Holding | LineProblem | null {
  const problem = (sentence: string): LineProblem => ({ line: row.line, sentence });
  const figures = new Map<Column, number | null>();
  for (const column of ["quantity", "price", "value"] as const) {
    const cell = cellOf(row, header, column);
    const number = readNumber(cell, style);
    if (number === undefined) return problem(`The ${column} “${shortened(cell)}” is not a number.`);
    figures.set(column, number);
  }
  const identity = identityOf(row, header);
  if ("sentence" in identity) return problem(identity.sentence);
  const amounts = amountsOf(identity, figures);
  if ("sentence" in amounts) return problem(amounts.sentence);
  if (amounts.quantity === 0 && amounts.value === 0) return null;
  return { ...identity.holding, ...amounts, currency: currencyOf(row, header, usualCurrency) };
}

type Identity = { readonly holding: Pick<Holding, "ticker" | "name">; readonly isCash: boolean };
type Fault = { readonly sentence: string };

function identityOf(row: Row, header: Header): Identity | Fault {
  const symbol = cellOf(row, header, "ticker").toUpperCase().replaceAll(/\*+$/gu, "").trim();
  const name = cellOf(row, header, "name").replace(/^-+$/u, "").slice(0, 200);
  const named = name === "" ? {} : { name };
  if (cash.test(symbol) || (symbol === "" && cash.test(name)))
    return { holding: { ticker: "CASH", ...named }, isCash: true };
  if (symbol === "" && header.ticker !== undefined) return { sentence: "The line has no ticker." };
  if (symbol === "" && name === "") return { sentence: "The line names no investment." };
  const ticker = symbol === "" ? name.slice(0, 40) : symbol;
  if (symbol !== "" && !/^[\p{L}\p{N}][\p{L}\p{N}.\-/^:= ]{0,39}$/u.test(symbol))
    return { sentence: `“${shortened(symbol)}” is not a ticker.` };
  return { holding: { ticker, ...named }, isCash: cash.test(name) };
}

function amountsOf(
  { holding, isCash }: Identity,
  figures: ReadonlyMap<Column, number | null>,
): Pick<Holding, "quantity" | "price" | "value"> | Fault {
  const quantity = figures.get("quantity") ?? null;
  const price = figures.get("price") ?? null;
  const value = figures.get("value") ?? null;
  if (quantity === null) {
    if (value !== null && isCash) return { quantity: value, price: 1, value };
    return { sentence: `The line for ${holding.ticker} has no quantity.` };
  }
  if (value === null) {
    if (price === null)
      return { sentence: `The line for ${holding.ticker} has neither a price nor a value.` };
    return { quantity, price, value: quantity * price };
  }
  if (price === null)
    return quantity === 0 ? { quantity, value } : { quantity, price: value / quantity, value };
  if (!agrees(quantity, price, value)) {
    return {
      sentence: `For ${holding.ticker}, quantity times price is ${figure(quantity * price)}, but the value is ${figure(value)}.`,
    };
  }
  return { quantity, price, value };
}

/** Bonds are priced per 100, options per unit of 100. Printed figures are rounded. */
function agrees(quantity: number, price: number, value: number): boolean {
  const product = quantity * price;
  return [1, 100, 0.01].some(
    (factor) => Math.abs(product * factor - value) <= Math.max(1, Math.abs(value) * 0.02),
  );
}

function currencyOf(row: Row, header: Header, usual: string): string {
  const named = currencyIn(cellOf(row, header, "currency").toUpperCase());
  if (named !== null) return named;
  const inFigures = (["value", "price"] as const).map((c) => currencyIn(cellOf(row, header, c)));
  return inFigures.find((code) => code !== null) ?? usual;
}

/** The same investment in several accounts is one holding. */
function merged(holdings: readonly Holding[]): Holding[] {
  const byTicker = new Map<string, Holding>();
  for (const holding of holdings) {
    const key = `${holding.ticker} ${holding.currency}`;
    const known = byTicker.get(key);
    byTicker.set(key, known ? together(known, holding) : holding);
  }
  return [...byTicker.values()];
}

function together(a: Holding, b: Holding): Holding {
  return { ...a, quantity: a.quantity + b.quantity, value: a.value + b.value };
}

function cellOf({ cells }: Row, header: Header, column: Column): string {
  const index = header[column];
  return index === undefined ? "" : (cells[index] ?? "");
}

function shortened(cell: string): string {
  return cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
}

function figure(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}
