import type { LeftOut } from "#lib/portfolio/import/reading/reading.ts";

import type { Table } from "../table/find-tables.ts";
import type { Row } from "../table/row.ts";
import type { LineContext, ReadLine } from "./line-context.ts";
import { leftOut, type Sums } from "./line-kind.ts";
import { readLine } from "./read-line.ts";

/** Reads every line of a table: each is a holding or is left out with a reason. */
export function readLines(
  table: Table,
  above: readonly Row[],
  context: Omit<LineContext, "account">,
): { lines: ReadLine[]; leftOut: LeftOut[] } {
  const lines: ReadLine[] = [];
  const left: LeftOut[] = [];
  const inParts = table.titles.size > 1;
  let account = inParts ? titleAt(table, table.headings) : accountAbove(above);
  const sums: Sums = { section: 0, all: 0, units: 0, count: 0 };
  for (const row of table.rows) {
    if (table.repeated.has(row)) {
      left.push(leftOut(row, "heading", "The headings once more"));
      account = titleAt(table, row) ?? account;
      sums.section = 0;
      continue;
    }
    const read = readLine(row, { ...context, account }, sums);
    if ("kind" in read) {
      left.push(read);
      if (read.kind === "total") sums.section = 0;
    } else {
      lines.push(read);
      const { value, units } = read.row;
      sums.section += value;
      sums.all += value;
      sums.units += units;
      sums.count += 1;
    }
  }
  return { lines, leftOut: left };
}

function titleAt({ titles }: Table, headings: Row | null): string | null {
  const title = headings && titles.get(headings);
  return title ? title.replace(/^account:?\s*/iu, "") : null;
}

/** "Positions for account Individual ...123 as of 04:00 PM ET", or "Account,U1234567". */
function accountAbove(above: readonly Row[]): string | null {
  for (const { cells } of above) {
    const [, name] = /\baccount\s+(.{2,60}?)\s+as of\b/iu.exec(cells.join(" ").slice(0, 400)) ?? [];
    if (name !== undefined) return name;
    const at = cells.findIndex((cell) => /^account(?: number| id| no\.?)?:?$/iu.test(cell));
    const beside = at < 0 ? "" : (cells[at + 1] ?? "");
    if (/\d/u.test(beside) && beside.length < 60) return beside;
  }
  return null;
}
