import type { Posted } from "#lib/form/json-schema.ts";

/** The names of the buttons that change the number of rows: without JavaScript they post the form. */
export const ADD_ROW = "_add";
export const REMOVE_ROW = "_remove";

/** The rows of a list to draw: the posted ones, less the removed, plus the added, and at least one. */
export function rowNumbers(posted: Posted, name: string): number[] {
  const found = new Set<number>();
  for (const key of Object.keys(posted)) {
    const index = key.startsWith(`${name}.`) && /^\d{1,4}(?=\.)/.exec(key.slice(name.length + 1));
    if (index) found.add(Number(index[0]));
  }
  const removed = posted[REMOVE_ROW];
  const kept = [...found].filter((row) => removed !== `${name}.${row}`).toSorted((a, b) => a - b);
  if (posted[ADD_ROW] === name || kept.length === 0) kept.push(Math.max(-1, ...found) + 1);
  return kept;
}
