import { pastedSource } from "#lib/portfolio/import/file/source.ts";
import { readHoldings } from "#lib/portfolio/import/read-holdings.ts";
import type { Reading, ReadOptions } from "#lib/portfolio/import/reading/reading.ts";

/** Reads lines as they would stand in a file. */
export function readText(lines: string | readonly string[], options: ReadOptions = {}): Reading {
  return readHoldings(pastedSource([lines].flat().join("\n")), options);
}

/** The name, units and value of each row. */
export function rowsOf({ rows }: Reading): [string, number, number, string | null][] {
  return rows.map(({ name, units, value, currency }) => [name, units, value, currency]);
}

/** The lines left out, each with its kind. */
export function leftOf({ leftOut }: Reading): string[] {
  return leftOut.map(({ line, kind }) => `${line} ${kind}`);
}

/** What has to be decided. */
export function asksOf({ questions }: Reading): string[] {
  return questions.map(({ name }) => name);
}
