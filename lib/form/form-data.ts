import { z } from "zod";

import type { Posted } from "./json-schema.ts";

const MAX_FILE_BYTES = 1_000_000;

const entry = z.union([z.string(), z.instanceof(File)]);

/** What a form may post under one name: a text, a file, or several where several boxes may be ticked. */
export const postedEntries = z.union([entry, z.array(entry)]);

type Entries = Readonly<Record<string, z.output<typeof postedEntries>>>;

/**
 * What a form posted, as plain text by field name. A file becomes its text. One that is too large to be a list of
 * holdings is left out, so that its field reads as unanswered.
 */
export async function postedFrom(entries: Entries): Promise<Posted> {
  const read = Object.entries(entries).map(async ([name, value]) => {
    const texts = await Promise.all([value].flat().map(textOf));
    return [name, texts.length === 1 ? texts[0]! : texts] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

async function textOf(value: z.output<typeof entry>): Promise<string> {
  if (typeof value === "string") return value;
  return value.size > MAX_FILE_BYTES ? "" : await value.text();
}

/** True when the form was posted to add or remove a row, not to answer: show it again as it was typed. */
export function isRowEdit(posted: Posted): boolean {
  return "_add" in posted || "_remove" in posted;
}
