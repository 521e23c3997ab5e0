import { createHash } from "node:crypto";

import { z } from "zod";

import type { Database } from "#db/client.ts";
import { getDraft, saveDraft } from "#db/queries/executions/drafts.ts";
import { getImportMapping, saveImportMapping } from "#db/queries/portfolios/import-mappings.ts";
import { FileRefusal } from "#lib/portfolio/import/bounds/refusal.ts";
import { type Encoding, isEncoding } from "#lib/portfolio/import/file/decode-text.ts";
import { sourceOf } from "#lib/portfolio/import/file/source.ts";
import { readHoldings } from "#lib/portfolio/import/read-holdings.ts";
import { readOptions } from "#lib/portfolio/import/reading/options.ts";
import type { Reading, ReadOptions } from "#lib/portfolio/import/reading/reading.ts";

/** A step of a person's own run that takes a file. */
type Place = { executionId: string; ownerId: string; stepId: string };

const importDraft = z.object({
  file: z.object({ name: z.string(), base64: z.string() }),
  options: readOptions,
  encoding: z.string().refine(isEncoding).exactOptional(),
});

/** A file that is looked at, with what was read of it under the choices made so far. */
export type ImportDraft = {
  readonly fileName: string;
  readonly options: ReadOptions;
  readonly encoding: Encoding | undefined;
  /** Whether the columns are read as the person said of an earlier file with the same headings. */
  readonly remembered: boolean;
} & (
  | { readonly reading: Reading; readonly refusal: null }
  | { readonly reading: null; readonly refusal: string }
);

/** Keeps a file while the person looks at what is read of it: it goes with the run, or when its holdings are kept. */
export async function keepFile(
  db: Database,
  place: Place,
  file: { name: string; bytes: Uint8Array },
): Promise<void> {
  const base64 = Buffer.from(file.bytes).toString("base64");
  const name = file.name.replaceAll(/\p{C}/gu, "").slice(0, 200) || "Your file";
  await saveDraft(db, place, { fields, data: { file: { name, base64 }, options: {} } });
}

const fields = ["file", "options", "encoding"];

/** Reads the file that is kept for a step; `null` where there is none. `usualCurrency` is the workflow's. */
export async function readImportDraft(
  db: Database,
  place: Place,
  usualCurrency?: string,
): Promise<ImportDraft | null> {
  const draft = importDraft.safeParse(await getDraft(db, place)).data;
  if (!draft) return null;
  const { file, encoding } = draft;
  const options = { ...draft.options, ...(usualCurrency !== undefined && { usualCurrency }) };
  const known = { fileName: file.name, options: draft.options, encoding, remembered: false };
  try {
    const source = await sourceOf(Buffer.from(file.base64, "base64"), encoding);
    const reading = readHoldings(source, options);
    const columns = options.columns ? null : await mappingFor(db, place.ownerId, reading);
    if (!columns) return { ...known, reading, refusal: null };
    const remembered = { ...known, options: { ...draft.options, columns }, remembered: true };
    return { ...remembered, reading: readHoldings(source, { ...options, columns }), refusal: null };
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    return { ...known, reading: null, refusal: error.message };
  }
}

/** Changes how the file of a step is read. */
export async function changeImport(
  db: Database,
  place: Place,
  { options, encoding }: { options: ReadOptions; encoding: Encoding | undefined },
): Promise<void> {
  const data = { options: JSON.parse(JSON.stringify(options)), ...(encoding && { encoding }) };
  await saveDraft(db, place, { fields: ["options", "encoding"], data });
}

/** Remembers what a person said of the columns, for their next file with the same headings. */
export async function rememberColumns(
  db: Database,
  ownerId: string,
  { options: { columns }, reading }: ImportDraft,
  now: Date,
): Promise<void> {
  if (!columns || !reading) return;
  await saveImportMapping(db, {
    ownerId,
    headings: digestOf(reading),
    columns: { ...columns },
    now,
  });
}

async function mappingFor(
  db: Database,
  ownerId: string,
  reading: Reading,
): Promise<ReadOptions["columns"] | null> {
  if (reading.columns.every(({ known }) => known)) return null;
  const found = await getImportMapping(db, { ownerId, headings: digestOf(reading) });
  return readOptions.safeParse({ columns: found ?? undefined }).data?.columns ?? null;
}

function digestOf({ columns }: Reading): string {
  const headings = columns.map(({ heading }) => heading.toLowerCase());
  return createHash("sha256").update(JSON.stringify(headings)).digest("hex");
}
