import { sql } from "drizzle-orm";
import { expect, test } from "vitest";

import { freshDb } from "#tests/support/pg.ts";

import { createApiToken, deleteApiToken, listApiTokens, redeemApiToken } from "./api-tokens.ts";
import { createAccount } from "./users.ts";

async function withToken() {
  const db = await freshDb();
  const account = { email: "ann@example.com", name: "Ann", passwordHash: null };
  const { id: userId } = await createAccount(db, account);
  await createApiToken(db, { userId, name: "Laptop", scope: "read", hash: "h1" });
  return { db, userId };
}

test("a token leads to its owner and scope, and a revoked one to nobody", async () => {
  const { db, userId } = await withToken();
  expect(await redeemApiToken(db, "h1")).toMatchObject({ user: { id: userId }, scope: "read" });
  expect(await redeemApiToken(db, "h2")).toBeNull();
  const [token] = await listApiTokens(db, userId);
  expect(await deleteApiToken(db, { tokenId: token!.id, userId })).toBe(true);
  expect(await redeemApiToken(db, "h1")).toBeNull();
});

test("a token that is asked for again takes the place of the first, but only of one's own", async () => {
  const { db, userId } = await withToken();
  const [{ id } = { id: "" }] = await listApiTokens(db, userId);
  const again = { id, name: "Desktop", scope: "write", hash: "h2" } as const;
  expect(await createApiToken(db, { ...again, userId })).toBe(true);
  expect(await listApiTokens(db, userId)).toMatchObject([{ id, name: "Desktop" }]);
  expect(await redeemApiToken(db, "h1")).toBeNull();
  expect(await redeemApiToken(db, "h2")).toMatchObject({ scope: "write" });
  const stranger = await createAccount(db, { email: "eve@x.org", name: "Eve", passwordHash: null });
  expect(await createApiToken(db, { ...again, hash: "h3", userId: stranger.id })).toBe(false);
  expect(await redeemApiToken(db, "h2")).toMatchObject({ user: { id: userId } });
});

test("nobody revokes another's token", async () => {
  const { db, userId } = await withToken();
  const stranger = await createAccount(db, { email: "eve@x.org", name: "Eve", passwordHash: null });
  const [token] = await listApiTokens(db, userId);
  expect(await deleteApiToken(db, { tokenId: token!.id, userId: stranger.id })).toBe(false);
  expect(await redeemApiToken(db, "h1")).not.toBeNull();
  expect(await listApiTokens(db, stranger.id)).toEqual([]);
});

test("use is noted to the minute, not with every request", async () => {
  const { db, userId } = await withToken();
  const lastUsed = async () => (await listApiTokens(db, userId))[0]!.lastUsedAt?.getTime();
  expect(await lastUsed()).toBeUndefined();
  await redeemApiToken(db, "h1");
  const first = await lastUsed();
  expect(first).toBeGreaterThan(Date.now() - 60_000);
  await redeemApiToken(db, "h1");
  expect(await lastUsed()).toBe(first);
  await db.execute(sql`update api_tokens set last_used_at = now() - interval '2 minutes'`);
  await redeemApiToken(db, "h1");
  expect(await lastUsed()).toBeGreaterThanOrEqual(first!);
});
