import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { createApiToken, listApiTokens } from "#db/queries/people/api-tokens.ts";
import { findAccount, getSessionUser } from "#db/queries/people/users.ts";
import { freshDb } from "#tests/support/pg.ts";

import { newPassword } from "./credentials/reset-password.ts";
import { signIn } from "./credentials/sign-in.ts";
import { signUp } from "./credentials/sign-up.ts";
import { tryAsGuest } from "./credentials/try-as-guest.ts";
import { limits, RateLimited } from "./limits.ts";
import { hashApiToken } from "./tokens/api-token.ts";
import { issueToken } from "./tokens/issue-token.ts";

const from = { guestId: null, address: "203.0.113.7" };
const ann = { name: "", email: "ann@example.com", password: "correct horse battery" };
const refusal = (work: Promise<unknown>) => work.catch((error: unknown) => error);

const join = (db: Database, guestId: string | null = null) =>
  signUp(db, { ...ann, ...from, guestId });

test("who signed up can sign in", async () => {
  const db = await freshDb();
  const account = await join(db);
  expect(account).toMatchObject({ name: "ann", role: "user", email: ann.email });
  expect(await signIn(db, { ...ann, ...from })).toEqual(account);
});

test("a wrong password, an unknown address and an account without a password sound alike", async () => {
  const db = await freshDb();
  await join(db);
  await issueToken(db, { email: "robot@example.com" });
  const tries = [
    { email: ann.email, password: "wrong horse battery" },
    { email: "nobody@example.com", password: ann.password },
    { email: "robot@example.com", password: ann.password },
  ];
  for (const attempt of tries) {
    const error = await refusal(signIn(db, { ...attempt, ...from }));
    expect(error).toMatchObject({
      code: "invalid",
      message: "Email address or password is not correct",
    });
  }
});

test("a new password is the only one that opens an account, and ends what the old one opened", async () => {
  const db = await freshDb();
  const { id: userId, sessionVersion } = await join(db);
  for (let i = 0; i <= limits.signInByEmail.hits; i += 1) {
    await refusal(signIn(db, { ...ann, ...from, password: "wrong horse battery" }));
  }
  const password = await newPassword(db, ann.email);
  expect(await getSessionUser(db, { userId, sessionVersion })).toBeNull();
  expect(await refusal(signIn(db, { ...ann, ...from }))).toMatchObject({ code: "invalid" });
  expect(await signIn(db, { ...ann, ...from, password })).toMatchObject({ id: userId });
  await issueToken(db, { email: "robot@example.com" });
  const given = { ...from, email: "robot@example.com" };
  const first = await newPassword(db, given.email);
  expect(await signIn(db, { ...given, password: first })).toMatchObject({ email: given.email });
  expect(await refusal(newPassword(db, "nobody@example.com"))).toMatchObject({ code: "not_found" });
});

test("an address that is taken is refused, and a guest who tried it stays a guest", async () => {
  const db = await freshDb();
  await join(db);
  const guest = await tryAsGuest(db, from.address);
  expect(await refusal(join(db, guest.id))).toMatchObject({ code: "conflict" });
  const { id: userId, sessionVersion } = guest;
  expect(await getSessionUser(db, { userId, sessionVersion })).toMatchObject({ email: null });
});

test("a guest keeps their id by signing up, and gives their rows away by signing in", async () => {
  const db = await freshDb();
  const first = await tryAsGuest(db, from.address);
  const account = await join(db, first.id);
  expect(account.id).toBe(first.id);

  const second = await tryAsGuest(db, from.address);
  await createApiToken(db, { userId: second.id, name: "t", scope: "read", hash: "h" });
  await signIn(db, { ...ann, ...from, guestId: second.id });
  expect(await listApiTokens(db, account.id)).toHaveLength(1);
});

test("after ten wrong passwords even the right one has to wait, from any address", async () => {
  const db = await freshDb();
  await join(db);
  const wrong = { ...ann, password: "wrong horse battery" };
  for (let i = 0; i < limits.signInByEmail.hits; i += 1) {
    const address = `203.0.113.${i}`;
    expect(await refusal(signIn(db, { ...wrong, ...from, address }))).toMatchObject({
      code: "invalid",
    });
  }
  const error = await refusal(signIn(db, { ...ann, ...from }));
  if (!(error instanceof RateLimited)) throw error;
  expect(error.message).toBe("Too many tries. Wait 15 minutes, then try again.");
  expect(error.retryAfterSeconds).toBeGreaterThan(880);
});

test("signing in forgets the wrong tries before it", async () => {
  const db = await freshDb();
  await join(db);
  const wrong = { ...ann, ...from, password: "wrong horse battery" };
  for (let round = 0; round < 2; round += 1) {
    for (let i = 1; i < limits.signInByEmail.hits; i += 1) await refusal(signIn(db, wrong));
    expect(await signIn(db, { ...ann, ...from })).toMatchObject({ email: ann.email });
  }
});

test("one address cannot make guests without end", async () => {
  const db = await freshDb();
  for (let i = 0; i < limits.joinByAddress.hits; i += 1) await tryAsGuest(db, from.address);
  expect(await refusal(tryAsGuest(db, from.address))).toMatchObject({ code: "rate_limited" });
  expect(await tryAsGuest(db, "203.0.113.8")).toMatchObject({ email: null });
});

test("a token is issued to an account that is made, kept or promoted as needed", async () => {
  const db = await freshDb();
  await join(db);
  const token = await issueToken(db, { email: ann.email, role: "admin" });
  await issueToken(db, { email: ann.email });
  const account = await findAccount(db, ann.email);
  expect(account).toMatchObject({ role: "admin", name: "ann" });
  expect(await listApiTokens(db, account!.id)).toHaveLength(2);
  expect(JSON.stringify(await listApiTokens(db, account!.id))).not.toContain(hashApiToken(token));
  expect(await signIn(db, { ...ann, ...from })).toMatchObject({ id: account!.id });
});
