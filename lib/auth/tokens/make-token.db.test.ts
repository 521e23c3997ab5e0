import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";

import { createApiToken, listApiTokens, mostTokens } from "#db/queries/people/api-tokens.ts";
import { createAccount } from "#db/queries/people/users.ts";
import { freshDb } from "#tests/support/pg.ts";

import { hashApiToken } from "./api-token.ts";
import { viewerOfToken } from "./bearer.ts";
import { makeToken } from "./make-token.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: vi.fn<() => Promise<null>>() }));

const day = 86_400_000;

async function somebody() {
  const db = await freshDb();
  const ann = { email: "ann@example.com", name: "Ann", passwordHash: null };
  const { id: userId } = await createAccount(db, ann);
  return { db, userId };
}

test("a token works for 90 days where nothing else is said, and then no more", async () => {
  const { db, userId } = await somebody();
  await createApiToken(db, { userId, name: "t", scope: "read", hash: "h1" });
  const [usual] = await listApiTokens(db, userId);
  expect((usual!.expiresAt.getTime() - Date.now()) / day).toBeCloseTo(90, 1);
  const wanted = { id: crypto.randomUUID(), userId, name: "Laptop", scope: "write" } as const;
  const token = await makeToken(db, { ...wanted, days: 30 });
  const asked = { token, reads: true };
  expect(await viewerOfToken(db, asked)).toMatchObject({ id: userId });
  await db.execute(sql`
    update api_tokens set expires_at = now() - interval '1 second' where hash = ${hashApiToken(token)}`);
  await expect(viewerOfToken(db, asked)).rejects.toMatchObject({
    code: "unauthenticated",
    message: expect.stringContaining("expired"),
  });
});

test("somebody has so many tokens at most, also when they are asked for at once", async () => {
  const { db, userId } = await somebody();
  const make = (id = crypto.randomUUID()) =>
    makeToken(db, { id, userId, name: "t", scope: "read", days: 90 });
  const made = await Promise.allSettled(Array.from({ length: mostTokens + 5 }, () => make()));
  expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(mostTokens);
  expect(made.find(({ status }) => status === "rejected")).toMatchObject({
    reason: {
      code: "conflict",
      message: `You have ${mostTokens} API tokens. Revoke one to make another.`,
    },
  });
  // one that is asked for again takes its own place, and one that has expired takes none
  const [{ id } = { id: "" }] = await listApiTokens(db, userId);
  await expect(make(id)).resolves.toMatch(/^iby_/u);
  await db.execute(
    sql`update api_tokens set expires_at = now() - interval '1 second' where id = ${id}`,
  );
  await expect(make()).resolves.toMatch(/^iby_/u);
});
