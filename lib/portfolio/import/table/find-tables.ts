import { headingScore } from "./headings.ts";
import { filled, isEmpty, type Row } from "./row.ts";

/**
 * A table in a file: its headings and the lines below them. Lines that only repeat the headings are kept among the
 * rows.
 */
export type Table = {
  readonly title: string;
  readonly headings: Row | null;
  readonly rows: readonly Row[];
  readonly repeated: ReadonlySet<Row>;
  /** The line before the headings of each part, where several parts have the same headings. */
  readonly titles: ReadonlyMap<Row, string>;
  readonly score: number;
};

/**
 * Finds every table: where headings are known, from each row of headings to the next; else the longest even stretch.
 */
export function findTables(rows: readonly Row[], title = ""): Table[] {
  const sections = sectionsByFirstCell(rows);
  if (sections) return sections;
  const scores = rows.map(headingScore);
  // Two known words may be a line of the table, "Stocks" and "Total", unless the file has nothing better.
  const least = scores.some((score) => score > 2) ? 3 : 2;
  const heads = rows.flatMap((_, at) => (scores[at]! >= least ? [at] : []));
  if (heads.length === 0) return evenStretch(rows, title);
  return gathered(rows, heads, title);
}

type Growing = {
  title: string;
  headings: Row;
  rows: Row[];
  repeated: Set<Row>;
  titles: Map<Row, string>;
  score: number;
};

/** Parts with the same headings are one table, as brokers write one part for each account. */
function gathered(rows: readonly Row[], heads: readonly number[], fileTitle: string): Table[] {
  const tables: Growing[] = [];
  for (const [i, at] of heads.entries()) {
    const headings = rows[at]!;
    const nextHead = heads[i + 1] ?? rows.length;
    const title = titleBefore(rows, at);
    // The title of the next part is no line of this one.
    const end = nextHead < rows.length ? startOfTitle(rows, at, nextHead) : nextHead;
    const known = tables.find((table) => sameCells(table.headings, headings));
    if (known) {
      known.repeated.add(headings);
      known.titles.set(headings, title ?? "");
      known.rows.push(headings);
    }
    const table = known ?? {
      title: title ?? fileTitle,
      headings,
      rows: [],
      repeated: new Set<Row>(),
      titles: new Map([[headings, title ?? ""]]),
      score: headingScore(headings),
    };
    if (!known) tables.push(table);
    table.rows.push(...rows.slice(at + 1, end).filter((row) => !isEmpty(row)));
  }
  return tables;
}

function sameCells(a: Row, b: Row): boolean {
  const [one, other] = [filled(a), filled(b)];
  return one.length === other.length && one.every((cell, i) => cell === other[i]);
}

/** The line of one cell that stands right above some headings, with blank lines between at most. */
function titleBefore(rows: readonly Row[], at: number): string | null {
  let i = at - 1;
  while (i >= 0 && isEmpty(rows[i]!)) i -= 1;
  const cells = i < 0 ? [] : filled(rows[i]!);
  return cells.length === 1 && i >= at - 3 ? cells[0]!.slice(0, 200) : null;
}

function startOfTitle(rows: readonly Row[], from: number, next: number): number {
  let i = next - 1;
  while (i > from && isEmpty(rows[i]!)) i -= 1;
  const row = rows[i]!;
  const isTitle = i > from && filled(row).length === 1 && row.cells[0] !== "" && i >= next - 3;
  return isTitle ? i : next;
}

/**
 * Statements that begin each line with the name of its section: "Open Positions,Header,…", "Open Positions,Data,…".
 */
function sectionsByFirstCell(rows: readonly Row[]): Table[] | null {
  const kinds = new Set(["header", "data", "total", "subtotal", "notes"]);
  const fitting = rows.filter((row) => kinds.has(kind(row)) && row.cells[0] !== "");
  if (fitting.length < 3 || fitting.length < rows.filter((row) => !isEmpty(row)).length * 0.8)
    return null;
  const tables: Growing[] = [];
  let current: Growing | null = null;
  for (const row of fitting) {
    const title = row.cells[0]!;
    if (kind(row) === "header") {
      const headings = { ...row, cells: ["", "", ...row.cells.slice(2)] };
      current = {
        title,
        headings,
        rows: [],
        repeated: new Set(),
        titles: new Map(),
        score: headingScore(headings),
      };
      tables.push(current);
    } else if (current?.title === title)
      current.rows.push({
        ...row,
        cells: [kind(row) === "data" ? "" : row.cells[1]!, "", ...row.cells.slice(2)],
      });
  }
  return tables;
}

/** Whether a line has headings, data or a total of its section. */
function kind(row: Row): string {
  return row.cells[1]?.toLowerCase() ?? "";
}

/**
 * Without known headings: the longest run of lines with the same number of cells, the first of them as headings if it
 * has no figures.
 */
function evenStretch(rows: readonly Row[], title: string): Table[] {
  let best: readonly Row[] = [];
  let run: Row[] = [];
  for (const row of rows) {
    const fits = row.cells.length >= 2 && filled(row).length >= 2 && !row.broken;
    if (!fits || (run[0] && run[0].cells.length !== row.cells.length)) run = [];
    if (fits) run.push(row);
    if (run.length > best.length) best = [...run];
  }
  if (best.length < 2) return [];
  const [first, ...rest] = best;
  const isHead = first!.cells.every((cell) => !/^[\s\d.,'%-]+$/u.test(cell) || cell === "");
  const none = { title, repeated: new Set<Row>(), titles: new Map<Row, string>(), score: 0 };
  return [
    isHead ? { ...none, headings: first!, rows: rest } : { ...none, headings: null, rows: best },
  ];
}

/** The headings of a table as texts; "Column 3" where there is none. */
export function headingTexts({ headings, rows }: Pick<Table, "headings" | "rows">): string[] {
  const width = Math.max(
    headings?.cells.length ?? 0,
    ...rows.slice(0, 200).map(({ cells }) => cells.length),
  );
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, i) => {
    const text = headings?.cells[i] || `Column ${i + 1}`;
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return count === 1 ? text : `${text} (${count})`;
  });
}
