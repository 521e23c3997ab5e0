import { importLimits } from "#lib/portfolio/import/bounds/limits.ts";

import type { Row } from "./row.ts";

/** What may stand between the values of a line. */
export const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

const notClosed = "A quotation mark is opened here and never closed";

/**
 * Cuts a text into lines and cells. Quotation marks keep delimiters and line breaks; one that is never closed spoils
 * its own line and no other.
 */
export function tokenise(text: string, delimiter: Delimiter): Row[] {
  const lines = text.split(/\r\n|\n|\r/u);
  const rows: Row[] = [];
  for (let i = 0; i < lines.length && rows.length <= importLimits.lines;) {
    const read = readRecord(lines, i, delimiter);
    rows.push({ line: i + 1, ...read.row });
    i = read.next;
  }
  return rows;
}

type Record = { row: Omit<Row, "line">; next: number };

function readRecord(lines: readonly string[], first: number, delimiter: Delimiter): Record {
  const cells: string[] = [];
  let line = lines[first]!;
  let next = first + 1;
  let at = 0;
  while (cells.length <= importLimits.columns) {
    const start = skipSpaces(line, at, delimiter);
    const quoted = line[start] === '"' || line.startsWith('="', start);
    if (quoted) {
      const read = readQuoted(lines, { line, next, start }, delimiter);
      if (read === null)
        return {
          row: { cells: plainCells(lines[first]!, delimiter), broken: notClosed },
          next: first + 1,
        };
      cells.push(read.cell);
      ({ line, next, at } = read);
    } else {
      const end = line.indexOf(delimiter, at);
      cells.push(tidy(line.slice(at, end < 0 ? undefined : end)));
      at = end < 0 ? line.length + 1 : end + 1;
    }
    if (at > line.length) break;
  }
  return { row: { cells }, next };
}

type Place = { line: string; next: number; start: number };

/** A quoted cell, which may go on over further lines; `null` where its mark is never closed. */
function readQuoted(
  lines: readonly string[],
  { line, next, start }: Place,
  delimiter: Delimiter,
): (Place & { cell: string; at: number }) | null {
  const formula = line[start] === "=";
  let at = start + (formula ? 2 : 1);
  let cell = "";
  for (let spanned = 0; spanned < importLimits.cellLines;) {
    const mark = line.indexOf('"', at);
    if (mark < 0) {
      const following = lines[next];
      if (following === undefined || cell.length > importLimits.cellCharacters) return null;
      cell += `${line.slice(at)}\n`;
      line = following;
      next += 1;
      at = 0;
      spanned += 1;
      continue;
    }
    cell += line.slice(at, mark);
    if (line[mark + 1] === '"') {
      cell += '"';
      at = mark + 2;
      continue;
    }
    const end = skipSpaces(line, mark + 1, delimiter);
    if (end >= line.length || line[end] === delimiter) {
      const after = end >= line.length ? line.length + 1 : end + 1;
      return { cell: tidy(cell), line, next, start, at: after };
    }
    // A mark within a word: 12" screens. Beyond the first line it means that an earlier one was not closed.
    if (spanned > 0) return null;
    cell += '"';
    at = mark + 1;
  }
  return null;
}

function skipSpaces(line: string, at: number, delimiter: Delimiter): number {
  const spaces = delimiter === "\t" ? / */uy : /[ \t]*/uy;
  spaces.lastIndex = at;
  spaces.test(line);
  return Math.max(at, spaces.lastIndex);
}

function plainCells(line: string, delimiter: Delimiter): string[] {
  return line.slice(0, 4_000).split(delimiter).slice(0, importLimits.columns).map(tidy);
}

/** Without spaces around it, and what Excel writes to keep zeros: ="00700". */
function tidy(cell: string): string {
  const bare = cell.slice(0, importLimits.cellCharacters + 1).trim();
  return /^="(.*)"$/su.exec(bare)?.[1] ?? bare;
}
