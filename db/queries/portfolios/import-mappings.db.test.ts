import { expect, test } from "vitest";

import { mergeGuest } from "#db/queries/people/merge-guest.ts";
import { createGuest } from "#db/queries/people/users.ts";
import { somebody } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { getImportMapping, saveImportMapping } from "./import-mappings.ts";

const headings = "a".repeat(64);

test("what was said last counts, for the person who said it and for the same headings", async () => {
  const db = await freshDb();
  const [ownerId, other] = [await somebody(db), await somebody(db)];
  const now = new Date();
  await saveImportMapping(db, { ownerId, headings, columns: { Posn: "units" }, now });
  await saveImportMapping(db, { ownerId: other, headings, columns: { Posn: "price" }, now });
  await saveImportMapping(db, { ownerId, headings, columns: { Posn: "value" }, now });
  expect(await getImportMapping(db, { ownerId, headings })).toEqual({ Posn: "value" });
  expect(await getImportMapping(db, { ownerId: other, headings })).toEqual({ Posn: "price" });
  expect(await getImportMapping(db, { ownerId, headings: "b" })).toBeNull();
});

test("one person has at most 50, and takes no other person's away", async () => {
  const db = await freshDb();
  const [ownerId, other] = [await somebody(db), await somebody(db)];
  await saveImportMapping(db, {
    ownerId: other,
    headings,
    columns: { A: "name" },
    now: new Date(0),
  });
  for (let i = 0; i < 52; i += 1) {
    await saveImportMapping(db, {
      ownerId,
      headings: String(i),
      columns: {},
      now: new Date(i * 1_000),
    });
  }
  const found = await Promise.all(
    Array.from(
      { length: 52 },
      async (_, i) => await getImportMapping(db, { ownerId, headings: String(i) }),
    ),
  );
  expect(found.map((columns) => columns !== null)).toEqual([
    false,
    false,
    ...Array.from({ length: 50 }, () => true),
  ]);
  expect(await getImportMapping(db, { ownerId: other, headings })).toEqual({ A: "name" });
});

test("a guest's go to the account that takes the guest over, also where both said something", async () => {
  const db = await freshDb();
  const userId = await somebody(db);
  const guest = await createGuest(db);
  await saveImportMapping(db, {
    ownerId: userId,
    headings,
    columns: { A: "name" },
    now: new Date(0),
  });
  await saveImportMapping(db, {
    ownerId: guest.id,
    headings,
    columns: { A: "isin" },
    now: new Date(),
  });
  await mergeGuest(db, { guestId: guest.id, userId });
  expect(await getImportMapping(db, { ownerId: userId, headings })).toEqual({ A: "isin" });
});
