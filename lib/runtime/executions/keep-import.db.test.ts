import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { getDraft } from "#db/queries/executions/drafts.ts";
import { keepImport } from "#lib/runtime/executions/keep-import.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { changeImport, keepFile, readImportDraft } from "#lib/runtime/forms/import-draft.ts";
import { loadRun } from "#lib/runtime/store/load-run.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

const file = (text: string) => ({ name: "positions.csv", bytes: new TextEncoder().encode(text) });
const plain = "Name,Units,Price,Value,Currency\nA,1,100,100.00,EUR\nB,x,1,1,EUR\n";
const unknown = "Name,Ccy,Posn,Lpx\nA,EUR,10,2.50\n";

async function waiting(db: Database, ownerId: string) {
  const workflowId = await storeWorkflow(db, [
    { id: "holdings", name: "Holdings", type: "data_collection", uses: "holdings.import" },
  ]);
  const { id, revision } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const place = { executionId: id, ownerId, stepId: "holdings" };
  const key = crypto.randomUUID();
  const to = { ...place, draftStepId: "holdings", revision, key, change: false, whatIf: false };
  return { place, to };
}

test("what was looked at is kept, and the file is forgotten", async () => {
  const db = await freshDb();
  const { place, to } = await waiting(db, await somebody(db));
  await keepFile(db, place, file(plain));
  const draft = (await readImportDraft(db, place))!;
  expect(draft.reading?.leftOut).toMatchObject([{ line: 3, reason: "“x” is not a number" }]);
  await keepImport(db, to, draft, new Date());
  const run = await loadRun(db, place);
  expect(run?.work.state.steps[0]?.output?.["holdings"]).toEqual([
    { name: "A", quantity: 1, price: 100, value: 100, currency: "EUR" },
  ]);
  expect(await getDraft(db, place)).toBeNull();
});

test("nothing is kept while a question is open or nothing was read", async () => {
  const db = await freshDb();
  const { place, to } = await waiting(db, await somebody(db));
  await keepFile(db, place, file("Name,Units,Price\nA,1,100\n"));
  await expect(
    keepImport(db, to, (await readImportDraft(db, place))!, new Date()),
  ).rejects.toMatchObject({
    fields: { currency: ["Answer this first: Which currency are these amounts in?"] },
  });
  await changeImport(db, place, { options: { currency: "EUR" }, encoding: undefined });
  expect((await readImportDraft(db, place))?.reading?.questions).toEqual([]);
  await keepFile(db, place, file("%PDF-1.7"));
  const refused = (await readImportDraft(db, place))!;
  expect(refused.refusal).toContain("This file is a PDF");
  await expect(keepImport(db, to, refused, new Date())).rejects.toThrow("This file is a PDF");
  expect((await loadRun(db, place))?.work.state.status).toBe("running");
});

test("another file begins anew, and nobody else sees it", async () => {
  const db = await freshDb();
  const { place } = await waiting(db, await somebody(db));
  await keepFile(db, place, file(unknown));
  await changeImport(db, place, { options: { columns: { Posn: "units" } }, encoding: "cp850" });
  await keepFile(db, place, file(plain));
  expect(await readImportDraft(db, place)).toMatchObject({ options: {}, encoding: undefined });
  const stranger = { ...place, ownerId: await somebody(db) };
  expect(await readImportDraft(db, stranger)).toBeNull();
  await keepFile(db, stranger, file(unknown));
  expect((await readImportDraft(db, place))?.reading?.rows).toHaveLength(1);
});

test("what was said of columns is remembered for the next file with these headings, for that person alone", async () => {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const first = await waiting(db, ownerId);
  await keepFile(db, first.place, file(unknown));
  const columns = { Posn: "units", Lpx: "price" } as const;
  await changeImport(db, first.place, { options: { columns }, encoding: undefined });
  await keepImport(db, first.to, (await readImportDraft(db, first.place))!, new Date());

  const next = await waiting(db, ownerId);
  await keepFile(db, next.place, file(unknown));
  expect(await readImportDraft(db, next.place)).toMatchObject({
    remembered: true,
    reading: { rows: [{ name: "A", units: 10, value: 25 }], questions: [] },
  });
  const other = await waiting(db, await somebody(db));
  await keepFile(db, other.place, file(unknown));
  expect(await readImportDraft(db, other.place)).toMatchObject({ remembered: false });
});
