import { expect, test } from "vitest";

import { createAccount, createGuest } from "#db/queries/people/users.ts";
import { transaction } from "#db/transaction.ts";
import { freshDb } from "#tests/support/pg.ts";

import { hasUnderstood, recordUnderstood } from "./consents.ts";
import { mergeGuest } from "./merge-guest.ts";

test("what a guest has read counts for the account they sign in to, even if both have read it", async () => {
  const db = await freshDb();
  const guest = await createGuest(db);
  const account = await createAccount(db, {
    email: "ann@example.com",
    name: "Ann",
    passwordHash: "x",
  });
  expect(await hasUnderstood(db, guest.id)).toBe(false);
  await recordUnderstood(db, guest.id);
  await recordUnderstood(db, account.id);
  expect(await hasUnderstood(db, guest.id)).toBe(true);

  await transaction(db, async (tx) => {
    await mergeGuest(tx, { guestId: guest.id, userId: account.id });
  });
  expect(await hasUnderstood(db, account.id)).toBe(true);
  expect(await hasUnderstood(db, guest.id)).toBe(false);
});
