import { expect, test, vi } from "vitest";

import { createApiToken } from "#db/queries/people/api-tokens.ts";
import { createAccount } from "#db/queries/people/users.ts";
import { freshDb } from "#tests/support/pg.ts";

import { makeApiToken } from "./api-token.ts";
import { viewerOfToken } from "./bearer.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: vi.fn<() => Promise<null>>() }));

async function withToken(scope: "read" | "write") {
  const db = await freshDb();
  const account = { email: "ann@example.com", name: "Ann", passwordHash: null };
  const { id: userId } = await createAccount(db, account);
  const { token, hash } = makeApiToken();
  await createApiToken(db, { userId, name: "Laptop", scope, hash });
  return {
    db,
    token,
    viewer: { id: userId, name: "Ann", email: account.email, role: "user", guest: false },
  };
}

test("a token acts as its owner", async () => {
  const { db, token, viewer } = await withToken("write");
  expect(await viewerOfToken(db, { token, reads: false })).toEqual(viewer);
});

test("a token that may only read is refused a write", async () => {
  const { db, token, viewer } = await withToken("read");
  expect(await viewerOfToken(db, { token, reads: true })).toEqual(viewer);
  await expect(viewerOfToken(db, { token, reads: false })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("an unknown token and a malformed header are nobody", async () => {
  const { db } = await withToken("write");
  for (const token of [makeApiToken().token, null]) {
    await expect(viewerOfToken(db, { token, reads: true })).rejects.toMatchObject({
      code: "unauthenticated",
    });
  }
});
