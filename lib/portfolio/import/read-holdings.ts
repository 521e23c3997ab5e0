import { FileRefusal } from "#lib/portfolio/import/bounds/refusal.ts";
import { decideDecimals, type Decimals } from "#lib/portfolio/import/lines/decimals.ts";
import { layoutOf } from "#lib/portfolio/import/reading/layouts.ts";
import type {
  Choice,
  HoldingRow,
  Question,
  Reading,
  ReadOptions,
} from "#lib/portfolio/import/reading/reading.ts";

import { type DateOrder, ordersOf } from "./cells/dates.ts";
import { figureIn, styleOf } from "./cells/numbers.ts";
import { forgetAnswers } from "./cells/remembered.ts";
import {
  choice,
  currencyLabels,
  dateLabels,
  decimalLabels,
  delimiterLabels,
  encodingLabels,
} from "./choices.ts";
import {
  extent,
  isTradeList,
  likelihood,
  ranked,
  tableLabel,
  type Tables,
  tablesOf,
} from "./choose-table.ts";
import { readColumns } from "./columns-read.ts";
import type { Source } from "./file/source.ts";
import { shown } from "./lines/amounts.ts";
import {
  currencyCounts,
  type FileCurrency,
  fileCurrency,
  writesDollar,
} from "./lines/file-currency.ts";
import { merged } from "./lines/merge.ts";
import { readLines } from "./lines/read-lines.ts";
import { questions } from "./questions.ts";
import type { Columns } from "./table/columns.ts";
import { headingTexts, type Table } from "./table/find-tables.ts";
import type { Row } from "./table/row.ts";

/**
 * Reads what somebody holds out of a broker's file. Nothing is taken wrongly without a word: every line of the table is
 * a row or is left out with its reason, every decision is a choice that can be changed, and where two readings are
 * possible there is a question. Throws `FileRefusal` where the file is no table of holdings.
 */
export function readHoldings(source: Source, options: ReadOptions = {}): Reading {
  try {
    return readingOf(source, options);
  } finally {
    forgetAnswers();
  }
}

function readingOf(source: Source, options: ReadOptions): Reading {
  const tables = tablesOf(source, options.delimiter);
  const table = chosenTable(tables, options);
  const { columns, readings, headings, missing, width } = readColumns(table, options);
  const layout = layoutOf(headings);
  const rows = table.rows.filter((row) => !table.repeated.has(row));
  const decimals = decideDecimals(rows, columns, options.decimal);
  const dates = decideDates(rows, columns, options.dates);
  const above = tables.rows.filter(({ line }) => line < extent(table).from);
  const currency = fileCurrency({ above, columns, layout }, options);
  const context = {
    columns,
    decimals,
    defaults: currency.defaults,
    dates: dates.order,
    width,
    options,
  };
  const found =
    missing.length > 0
      ? { lines: [], leftOut: [] }
      : readAll(table, above, context, layout?.valuesIn);
  const holdings = merged(found.lines.map(({ row }) => row));
  return {
    broker: layout?.broker ?? null,
    rows: holdings,
    leftOut: found.leftOut,
    totals: totalsOf(holdings),
    choices: choicesOf({
      source,
      tables,
      table,
      decimals,
      dates,
      currency,
      columns,
      rows,
      holdings,
    }),
    questions: [
      ...openTable(tables, options),
      ...(missing.length > 0 ? [questions.columns(missing)] : []),
      ...openFigures({ rows, columns, decimals, dates, options, currency }, found.lines),
    ],
    columns: readings,
    ...extent(table),
  };
}

function chosenTable({ all }: Tables, { table: wanted }: ReadOptions): Table {
  if (wanted !== undefined) {
    const chosen = all[wanted - 1];
    if (!chosen) throw new FileRefusal(`This file has ${all.length} tables. Choose one of them.`);
    if (isTradeList(chosen)) throw tradesRefusal(chosen);
    return chosen;
  }
  const [best] = ranked(all);
  if (!best) {
    throw new FileRefusal(
      all.length > 0
        ? "The table of this file has headings and no lines below them."
        : "There is no table in this file: no row of headings, such as Symbol, Quantity, Price and Value, with lines below it.",
    );
  }
  const trades = all.find((table) => isTradeList(table));
  if (trades && likelihood(best) < 1) throw tradesRefusal(trades);
  return best;
}

function tradesRefusal(table: Table): FileRefusal {
  const instead =
    layoutOf(headingTexts(table))?.instead ??
    "Export the positions, which brokers also call holdings or portfolio, and not the transactions.";
  return new FileRefusal(
    `This is a list of what was bought and sold, not of what you hold now. ${instead}`,
  );
}

/** Asks where a second table could be the one, too. */
function openTable({ all }: Tables, { table }: ReadOptions): Question[] {
  if (table !== undefined) return [];
  const [best, ...others] = ranked(all);
  const second = others.filter((other) => likelihood(other) >= 3);
  if (!best || second.length === 0 || likelihood(best) >= 10) return [];
  const options = [best, ...second].map((one) => ({
    value: String(all.indexOf(one) + 1),
    label: tableLabel(one, all),
  }));
  return [questions.table(options)];
}

type Context = Parameters<typeof readLines>[2];

/**
 * Where the lines in one currency add up and those in others do not, the values are all in that one: the currencies are
 * those of the prices.
 */
function readAll(table: Table, above: readonly Row[], context: Context, known: string | undefined) {
  const read = readLines(table, above, { ...context, valuesIn: known });
  const priced = read.lines.filter(({ row }) => row.units !== 1 || row.price !== 1);
  const right = new Set(priced.filter(({ addsUp }) => addsUp).map(({ row }) => row.currency));
  const wrong = priced.filter(({ addsUp }) => !addsUp).map(({ row }) => row.currency);
  const [only] = right;
  const apart = right.size === 1 && only != null && wrong.length > 0 && !wrong.includes(only);
  return apart ? readLines(table, above, { ...context, valuesIn: only }) : read;
}

type Dates = { order: DateOrder; how: string; open: string | null; used: boolean };

function decideDates(rows: readonly Row[], { at }: Columns, chosen: DateOrder | undefined): Dates {
  const cells = rows
    .map((row) => row.cells[at.acquired ?? -1] ?? "")
    .filter((cell) => ordersOf(cell).length > 0);
  const used = cells.length > 0;
  if (chosen) return { order: chosen, how: "You chose this", open: null, used };
  const counts = (order: DateOrder) =>
    cells.filter((cell) => ordersOf(cell).includes(order)).length;
  const [day, month] = [counts("day-month-year"), counts("month-day-year")];
  const twofold = cells.find((cell) => ordersOf(cell).length === 2 && !/\d{4}[-/.]/u.test(cell));
  const order: DateOrder = month > day ? "month-day-year" : "day-month-year";
  const open = day === month && twofold !== undefined ? twofold : null;
  return { order, how: `${Math.max(day, month)} of ${cells.length} dates fit`, open, used };
}

type Settled = {
  rows: readonly Row[];
  columns: Columns;
  decimals: Decimals;
  dates: Dates;
  options: ReadOptions;
  currency: FileCurrency;
};

function openFigures(
  { rows, columns, decimals, dates, options }: Settled,
  lines: readonly { row: HoldingRow; addsUp: boolean; mayBePence: boolean }[],
): Question[] {
  const asked: Question[] = [];
  if (decimals.open) asked.push(questions.decimal(twofoldFigure(rows, columns)));
  if (dates.open !== null) asked.push(questions.dates(dates.open));
  const unnamed = lines.filter(({ row }) => row.currency === null).length;
  if (unnamed > 0) asked.push(questions.currency(unnamed));
  const pence = lines.filter(({ mayBePence }) => mayBePence).map(({ row }) => row);
  if (pence.length > 0) asked.push(questions.pence(pence.length, penceOptions(pence)));
  const wrong = lines.filter(({ addsUp }) => !addsUp).flatMap(({ row }) => row.lines);
  if (wrong.length > 0 && options.amounts === undefined) asked.push(questions.amounts(wrong));
  return asked;
}

function penceOptions(rows: readonly HoldingRow[]) {
  const worth = rows.reduce((sum, { value }) => sum + value, 0);
  const together = rows.length === 1 ? "It is worth" : `The ${rows.length} are worth`;
  return [
    { value: "pence", label: `Pence. ${together} £${shown(worth / 100)}` },
    { value: "pounds", label: `Pounds. ${together} £${shown(worth)}` },
  ];
}

function twofoldFigure(rows: readonly Row[], { at }: Columns): string {
  const columns = [at.units, at.price, at.value, at.costBasis, at.unitCost];
  for (const column of columns) {
    const cell = rows
      .map(({ cells }) => cells[column ?? -1] ?? "")
      .find((text) => {
        const figure = figureIn(text);
        return figure !== null && styleOf(figure) === "either";
      });
    if (cell !== undefined) return cell;
  }
  return "";
}

function totalsOf(rows: readonly HoldingRow[]): Reading["totals"] {
  const totals = new Map<string | null, number>();
  for (const { currency, value } of rows) totals.set(currency, (totals.get(currency) ?? 0) + value);
  return [...totals].map(([currency, value]) => ({
    currency,
    value: Math.round(value * 100) / 100,
  }));
}

type Made = Omit<Settled, "options"> & {
  source: Source;
  tables: Tables;
  table: Table;
  holdings: readonly HoldingRow[];
};

function choicesOf({
  source,
  tables,
  table,
  decimals,
  dates,
  currency,
  columns,
  rows,
  holdings,
}: Made): Choice[] {
  const { all, delimiter, how } = tables;
  const labels = Object.fromEntries(all.map((one, i) => [String(i + 1), tableLabel(one, all)]));
  const made: Choice[] = [choice("table", String(all.indexOf(table) + 1), tableHow(all), labels)];
  if (delimiter !== null) made.push(choice("delimiter", delimiter, how, delimiterLabels));
  made.push(choice("decimal", decimals.overall, decimals.how, decimalLabels));
  if (dates.used) made.push(choice("dates", dates.order, dates.how, dateLabels));
  if (source.kind === "text")
    made.push(choice("encoding", source.encoding, source.how, encodingLabels));
  const counted = holdings.length > 0 ? currencyCounts(holdings) : "";
  const dollars = currency.defaults.currency === null && writesDollar(rows, columns);
  const value = currency.defaults.currency ?? (dollars ? currency.defaults.dollar : "file");
  const from = currency.how || (dollars ? "The file writes $" : "");
  const codes = Object.hasOwn(currencyLabels, value) || value === "file" ? {} : { [value]: value };
  const answers = { file: "As the file says", ...currencyLabels, ...codes };
  made.push(
    choice("currency", value, [from, counted].filter((text) => text !== "").join(". "), answers),
  );
  return made;
}

function tableHow(all: readonly Table[]): string {
  return all.length === 1 ? "The file has one table" : `The file has ${all.length} tables`;
}
