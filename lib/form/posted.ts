import type { Posted } from "./json-schema.ts";

const MAX_FILE_BYTES = 1_000_000;

/**
 * What a form posted, as plain text by field name. A file becomes its text; one that is too large to be a list of
 * holdings is left out, so that its field reads as unanswered. Names React adds for itself are dropped.
 */
export async function postedFrom(form: FormData): Promise<Posted> {
  const names = [...new Set(form.keys())].filter((name) => !name.startsWith("$ACTION"));
  const entries = names.map(async (name) => {
    const texts = await Promise.all(form.getAll(name).map(textOf));
    return [name, texts.length === 1 ? texts[0]! : texts] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function textOf(value: FormDataEntryValue): Promise<string> {
  if (typeof value === "string") return value;
  return value.size > MAX_FILE_BYTES ? "" : await value.text();
}

/** True when the form was posted to add or remove a row, not to answer: show it again as it was typed. */
export function isRowEdit(posted: Posted): boolean {
  return "_add" in posted || "_remove" in posted;
}
