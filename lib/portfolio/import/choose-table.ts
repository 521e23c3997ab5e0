import { importLimits } from "#lib/portfolio/import/bounds/limits.ts";
import { FileRefusal } from "#lib/portfolio/import/bounds/refusal.ts";
import type { Source } from "#lib/portfolio/import/file/source.ts";
import { listsTrades } from "#lib/portfolio/import/lines/trades.ts";
import { layoutOf } from "#lib/portfolio/import/reading/layouts.ts";
import { findTables, headingTexts, type Table } from "#lib/portfolio/import/table/find-tables.ts";
import { headingsOf } from "#lib/portfolio/import/table/headings.ts";
import { isEmpty, type Row } from "#lib/portfolio/import/table/row.ts";
import { type Delimiter, delimiters, tokenise } from "#lib/portfolio/import/table/tokenise.ts";

/** The tables of a file, cut at one delimiter; `null` for the cells of a spreadsheet. */
export type Tables = {
  readonly delimiter: Delimiter | null;
  readonly how: string;
  readonly all: readonly Table[];
  readonly rows: readonly Row[];
};

/** Finds the tables of a file, at the delimiter with which most headings are known and the lines are even. */
export function tablesOf(source: Source, chosen?: Delimiter): Tables {
  if (source.kind === "sheets") {
    const all = source.sheets.flatMap(({ name, rows }) => findTables(rows, name));
    const rows = source.sheets.flatMap((sheet) => sheet.rows);
    return { delimiter: null, how: "", all, rows };
  }
  const declared = /^\uFEFF?"?sep=([,;\t|])"?\r?\n/iu.exec(source.text)?.[1];
  const wanted = chosen ?? delimiters.find((delimiter) => delimiter === declared);
  const text = declared === undefined ? source.text : source.text.replace(/^[^\n]*/u, "");
  const best = cutAt(text, wanted ?? likeliest(text));
  if (best.rows.length > importLimits.lines) {
    throw new FileRefusal(
      `This file has more than ${importLimits.lines.toLocaleString("en-US")} lines, which is the most that is read. Export your holdings alone.`,
    );
  }
  const how = chosen
    ? "You chose this"
    : declared === undefined
      ? evenness(best.all)
      : "The first line says so";
  return { delimiter: best.delimiter, how, all: best.all, rows: best.rows };
}

/** By the first lines of the file, where its headings are; by all of it where they are not. */
function likeliest(text: string): Delimiter {
  const start = /^(?:[^\n\r]*(?:\r\n|\n|\r)){400}/u.exec(text)?.[0] ?? text;
  const first = bestCut(start);
  return (first.score >= 20 || start === text ? first : bestCut(text)).delimiter;
}

function bestCut(text: string) {
  const tried = delimiters.map((delimiter) => cutAt(text, delimiter));
  return tried.toSorted((a, b) => b.score - a.score)[0]!;
}

function cutAt(text: string, delimiter: Delimiter) {
  const rows = tokenise(text, delimiter);
  const all = findTables(rows);
  const known = Math.max(0, ...all.map(({ score }) => score));
  const even = Math.max(0, ...all.map((table) => fitting(table) / Math.max(1, table.rows.length)));
  const size = Math.max(0, ...all.map((table) => table.rows.length));
  return { delimiter, rows, all, score: known * 10 + even + Math.min(size, 1_000) / 10_000 };
}

function fitting({ headings, rows }: Table): number {
  const width = headings?.cells.length ?? rows[0]?.cells.length ?? 0;
  return rows.filter(({ cells }) => cells.length === width).length;
}

function evenness(all: readonly Table[]): string {
  const [table] = ranked(all);
  if (!table) return "";
  const width = table.headings?.cells.length ?? table.rows[0]?.cells.length ?? 0;
  return `${fitting(table)} of ${table.rows.length} lines have ${width} values`;
}

/** How likely a table is the one of what is held. Below 1 it is not: it lists trades, or names no figures. */
export function likelihood(table: Table): number {
  const known = likelihoods.get(table);
  if (known !== undefined) return known;
  const likely = workedOut(table);
  likelihoods.set(table, likely);
  return likely;
}

const likelihoods = new WeakMap<Table, number>();

function workedOut(table: Table): number {
  if (isTradeList(table)) return -1;
  const named = new Set(
    table.headings
      ? headingsOf(table.headings).flatMap(({ roles }) => roles.map(({ role }) => role))
      : [],
  );
  const units = named.has("units") ? 2 : 0;
  const worth = (named.has("value") ? 1 : 0) + (named.has("price") ? 1 : 0);
  if (units === 0 || worth === 0) return table.rows.length > 0 ? table.score / 100 : 0;
  const known =
    /^(open positions|offene positionen|positions ouvertes|posizioni aperte|posiciones abiertas)/iu.test(
      table.title,
    );
  return units + worth + (known ? 10 : 0) + Math.min(table.rows.length, 1_000) / 10_000;
}

/** The tables of a file, the likeliest first. */
export function ranked(all: readonly Table[]): Table[] {
  return all
    .filter(({ rows }) => rows.length > 0)
    .toSorted((a, b) => likelihood(b) - likelihood(a));
}

/** Whether a table lists trades. */
export function isTradeList(table: Table): boolean {
  const rows = table.rows.slice(0, 600).filter((row) => !isEmpty(row) && !table.repeated.has(row));
  const headings = headingTexts(table);
  return layoutOf(headings)?.instead !== undefined || listsTrades(headings, rows);
}

/** What a table is called in a list of them: "2 of 3: Positions (lines 8 to 26)". */
export function tableLabel(table: Table, all: readonly Table[]): string {
  const { from, to } = extent(table);
  const title = table.title === "" ? "" : `: ${table.title.slice(0, 60)}`;
  return `${all.indexOf(table) + 1} of ${all.length}${title} (lines ${from} to ${to})`;
}

/** The first and the last line of a table. */
export function extent({ headings, rows }: Table): { from: number; to: number } {
  return { from: (headings ?? rows[0])?.line ?? 0, to: (rows.at(-1) ?? headings)?.line ?? 0 };
}
