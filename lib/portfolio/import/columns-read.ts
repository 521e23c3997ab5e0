import type { ColumnReading, ReadOptions } from "#lib/portfolio/import/reading/reading.ts";

import { type Columns, columnsOf } from "./table/columns.ts";
import { headingTexts, type Table } from "./table/find-tables.ts";
import { type Heading, headingsOf } from "./table/headings.ts";
import type { Row } from "./table/row.ts";

/** What the columns of a table hold: by their headings, and by what the person said of them. */
export function readColumns(
  table: Table,
  { columns: chosen = {} }: ReadOptions,
): {
  columns: Columns;
  readings: ColumnReading[];
  headings: readonly string[];
  missing: string[];
  /** How many values a line may have. */
  width: number;
} {
  const texts = headingTexts(table);
  const rows = table.rows.filter((row) => !table.repeated.has(row));
  const read = table.headings ? headingsOf(table.headings) : [];
  const headings = texts.map((text, index): Heading => {
    const own = read[index] ?? { index, text: "", roles: [], named: null };
    const role = Object.hasOwn(chosen, text) ? chosen[text] : undefined;
    return role === undefined
      ? own
      : { ...own, text: own.text || text, roles: [{ role, rank: -1 }] };
  });
  const columns = columnsOf(headings, rows);
  const missing = missingOf(columns);
  const roleAt = new Map(Object.entries(columns.at).map(([role, index]) => [index, role]));
  const readings = headings.map((heading, index): ColumnReading => {
    const role = heading.roles.find(({ role: one }) => one === roleAt.get(index))?.role ?? null;
    const beside = [...columns.beside.values()].includes(index) || index === columns.currency;
    const samples = samplesOf(rows, index);
    return {
      heading: texts[index]!,
      samples,
      role: role ?? (beside ? "currency" : heading.roles.length > 0 ? "ignored" : null),
      known:
        heading.roles.length > 0 ||
        beside ||
        samples.length === 0 ||
        (missing.length === 0 && isUnheaded(table, index)) ||
        Object.values(columns.at).includes(index),
    };
  });
  const width = table.headings?.cells.length ?? texts.length;
  return { columns, readings, headings: texts, missing, width };
}

/** A column that nobody gave a heading, beside others that have one. */
function isUnheaded({ headings }: Table, index: number): boolean {
  return headings !== null && (headings.cells[index] ?? "") === "";
}

function samplesOf(rows: readonly Row[], column: number): string[] {
  const cells = rows.map(({ cells: all }) => all[column] ?? "").filter((cell) => cell !== "");
  return cells.slice(0, 3).map((cell) => (cell.length > 40 ? `${cell.slice(0, 40)}…` : cell));
}

/** What a table of holdings cannot be read without. */
function missingOf({ at }: Columns): string[] {
  const missing: string[] = [];
  if ([at.name, at.ticker, at.isin, at.code].every((column) => column === undefined))
    missing.push("the name of the investment");
  const worth = at.price !== undefined || at.value !== undefined;
  if (at.units === undefined && (at.price === undefined || at.value === undefined))
    missing.push("the number of units");
  if (!worth) missing.push("the price or the value");
  return missing;
}
