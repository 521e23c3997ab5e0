import { readOptions } from "#lib/portfolio/import/reading/options.ts";
import type { Reading, ReadOptions } from "#lib/portfolio/import/reading/reading.ts";

import { type Encoding, isEncoding } from "./file/decode-text.ts";

type Posted = Readonly<Record<string, unknown>>;
type Chosen = { readonly options: ReadOptions; readonly encoding: Encoding | undefined };

const names = ["table", "delimiter", "decimal", "dates", "currency", "pence", "amounts"] as const;

/**
 * What a person chose on the page that showed a reading. What they left as it was stays worked out from the file;
 * `null` where they changed nothing at all.
 */
export function changedChoices(reading: Reading, before: Chosen, posted: Posted): Chosen | null {
  const changed = changedOptions(reading, before.options, posted);
  const encoding = textOf(posted["encoding"]);
  const isOther = isEncoding(encoding) && encoding !== shownValue(reading, "encoding");
  if (Object.keys(changed).length === 0 && !isOther) return null;
  // Another table has other columns and other lines.
  const isMoved = "table" in changed || "delimiter" in changed;
  const stays = isMoved
    ? { ...before.options, columns: undefined, keepLines: undefined }
    : before.options;
  const options = readOptions.safeParse(given({ ...stays, ...changed })).data ?? before.options;
  return { options, encoding: isOther ? encoding : before.encoding };
}

function changedOptions(reading: Reading, before: ReadOptions, posted: Posted) {
  const changed: Record<string, unknown> = {};
  for (const name of names) {
    const value = textOf(posted[name]);
    if (value !== "" && value !== shownValue(reading, name)) changed[name] = value;
  }
  const columns = changedColumns(reading, posted);
  if (columns) changed["columns"] = { ...before.columns, ...columns };
  const keepLines = keptLines(posted);
  if (keepLines.join() !== (before.keepLines ?? []).join()) changed["keepLines"] = keepLines;
  return changed;
}

/** Without what is left to the file to say. */
function given(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const stated = Object.entries(options).filter(
    ([, value]) => value !== undefined && value !== "file",
  );
  return Object.fromEntries(stated);
}

function shownValue({ choices }: Reading, name: string): string | undefined {
  return choices.find((choice) => choice.name === name)?.value;
}

function changedColumns({ columns }: Reading, posted: Posted): Record<string, string> | null {
  const changed = columns.flatMap(({ heading, role }, i) => {
    const value = textOf(posted[`column.${i}`]);
    return value === "" || value === (role ?? "ignored") ? [] : [[heading, value] as const];
  });
  return changed.length === 0 ? null : Object.fromEntries(changed);
}

function keptLines(posted: Posted): number[] {
  const lines = [posted["keep"] ?? []].flat().map(Number);
  return lines.filter((line) => Number.isInteger(line) && line > 0).toSorted((a, b) => a - b);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
