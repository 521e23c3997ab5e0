import { getTableName, sql } from "drizzle-orm";
import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { apiTokens, users } from "#db/schema/auth.ts";
import { workflowSchedules } from "#db/schema/schedules.ts";
import { idempotencyKeys } from "#db/schema/workflows.ts";
import { transaction } from "#db/transaction.ts";
import { freshDb } from "#tests/support/pg.ts";

import { mergeGuest, ownerColumns } from "./merge-guest.ts";
import {
  createAccount,
  createGuest,
  endSessions,
  findAccount,
  getSessionUser,
  isEmailTaken,
  promoteGuest,
} from "./users.ts";

const ann = { email: "ann@example.com", name: "Ann", passwordHash: "x" };

const snake = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

const merge = (db: Database, guestId: string, userId: string) =>
  transaction(db, async (tx) => await mergeGuest(tx, { guestId, userId }));

test("an address has one account, however it is capitalised", async () => {
  const db = await freshDb();
  const account = await createAccount(db, ann);
  expect(await findAccount(db, "ANN@Example.com")).toEqual(account);
  const again = createAccount(db, { ...ann, email: "Ann@example.com" });
  expect(isEmailTaken(await again.catch((error: unknown) => error))).toBe(true);
});

test("other failures are not taken for a taken address", async () => {
  const db = await freshDb();
  const odd = createAccount(db, { ...ann, name: "\0" });
  expect(isEmailTaken(await odd.catch((error: unknown) => error))).toBe(false);
});

test("ending sessions ends the ones there are, not the next", async () => {
  const db = await freshDb();
  const { id: userId, sessionVersion } = await createAccount(db, ann);
  expect(await getSessionUser(db, { userId, sessionVersion })).toMatchObject({ name: "Ann" });
  await endSessions(db, userId);
  expect(await getSessionUser(db, { userId, sessionVersion })).toBeNull();
  const next = sessionVersion + 1;
  expect(await getSessionUser(db, { userId, sessionVersion: next })).not.toBeNull();
});

test("a guest becomes an account in place, once", async () => {
  const db = await freshDb();
  const guest = await createGuest(db);
  const account = await promoteGuest(db, { guestId: guest.id, ...ann });
  expect(account).toMatchObject({ id: guest.id, email: ann.email, sessionVersion: 2 });
  const other = { ...ann, email: "bob@example.com" };
  expect(await promoteGuest(db, { guestId: guest.id, ...other })).toBeNull();
});

test("a guest's rows move to the account and the guest is deleted", async () => {
  const db = await freshDb();
  const [guest, account] = [await createGuest(db), await createAccount(db, ann)];
  const token = { userId: guest.id, name: "t", hash: "h", scope: "read" } as const;
  await db.insert(apiTokens).values(token);
  await merge(db, guest.id, account.id);
  expect(await db.select({ owner: apiTokens.userId }).from(apiTokens)).toEqual([
    { owner: account.id },
  ]);
  expect(await db.select({ id: users.id }).from(users)).toEqual([{ id: account.id }]);
});

test("where both used the same idempotency key, the account's request counts", async () => {
  const db = await freshDb();
  const [guest, account] = [await createGuest(db), await createAccount(db, ann)];
  const runs = { [guest.id]: crypto.randomUUID(), [account.id]: crypto.randomUUID() };
  for (const { id: ownerId } of [guest, account]) {
    const used = { ownerId, fingerprint: "f", executionId: runs[ownerId]! };
    await db.insert(idempotencyKeys).values({ ...used, scope: "start/x", key: "same" });
    await db.insert(idempotencyKeys).values({ ...used, scope: "start/x", key: ownerId });
  }
  expect(await merge(db, guest.id, account.id)).toBe(true);
  const left = await db.select().from(idempotencyKeys).orderBy(idempotencyKeys.key);
  expect(left.every(({ ownerId }) => ownerId === account.id)).toBe(true);
  expect(left).toHaveLength(3);
  expect(left.find(({ key }) => key === "same")).toMatchObject({ executionId: runs[account.id] });
});

test("what a guest has more of than an account may have does not come along", async () => {
  const db = await freshDb();
  const [guest, account] = [await createGuest(db), await createAccount(db, ann)];
  const give = async (userId: string, many: number) => {
    for (let i = 0; i < many; i += 1) {
      const hash = `${userId}${i}`;
      await db.insert(apiTokens).values({ userId, name: `t${i}`, hash, scope: "read" });
      await db.insert(workflowSchedules).values({
        id: crypto.randomUUID(),
        ownerId: userId,
        workflowId: "w",
        inputs: {},
        cron: "0 8 * * *",
        timeZone: "UTC",
        nextAt: null,
      });
    }
  };
  await give(guest.id, 5);
  await give(account.id, 18);
  await merge(db, guest.id, account.id);
  const tokens = await db.select().from(apiTokens);
  expect(tokens.every(({ userId }) => userId === account.id)).toBe(true);
  expect(tokens).toHaveLength(20);
  expect(await db.select().from(workflowSchedules)).toHaveLength(20);
});

test("an account is never merged into another", async () => {
  const db = await freshDb();
  const victim = await createAccount(db, ann);
  const thief = await createAccount(db, { ...ann, email: "eve@example.com" });
  const token = { userId: victim.id, name: "t", hash: "h", scope: "read" } as const;
  await db.insert(apiTokens).values(token);
  await merge(db, victim.id, thief.id);
  expect(await findAccount(db, ann.email)).not.toBeNull();
  expect(await db.select({ owner: apiTokens.userId }).from(apiTokens)).toEqual([
    { owner: victim.id },
  ]);
});

test("every column that names an owner moves with a guest", async () => {
  const db = await freshDb();
  const found = await db.execute<{ name: string }>(sql`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and column_name in ('user_id', 'owner_id')
    union
    select r.conrelid::regclass || '.' || a.attname from pg_constraint r
    join pg_attribute a on a.attrelid = r.conrelid and a.attnum = any (r.conkey)
    where r.contype = 'f' and r.confrelid = 'public.users'::regclass
    order by 1`);
  const listed = ownerColumns.map(({ table, name }) => `${getTableName(table)}.${snake(name)}`);
  expect(listed.toSorted()).toEqual(found.map(({ name }) => name));
});
