import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { createApiToken, listApiTokens } from "#db/queries/people/api-tokens.ts";
import { createAccount, findAccount, getSessionUser } from "#db/queries/people/users.ts";
import { freshDb } from "#tests/support/pg.ts";

import { confirmByOperator } from "./accounts/confirm.ts";
import { hashPassword } from "./credentials/password.ts";
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
  for (let i = 0; i <= limits.signInByPair.hits; i += 1) {
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

test("after ten wrong passwords even the right one has to wait there, but not elsewhere", async () => {
  const db = await freshDb();
  await join(db);
  const wrong = { ...ann, ...from, password: "wrong horse battery" };
  for (let i = 0; i < limits.signInByPair.hits; i += 1) {
    expect(await refusal(signIn(db, wrong))).toMatchObject({ code: "invalid" });
  }
  const error = await refusal(signIn(db, { ...ann, ...from }));
  if (!(error instanceof RateLimited)) throw error;
  expect(error.message).toBe("Too many tries. Wait 15 minutes, then try again.");
  expect(error.retryAfterSeconds).toBeGreaterThan(880);
  const owner = { ...ann, guestId: null, address: "198.51.100.4" };
  expect(await signIn(db, owner)).toMatchObject({ email: ann.email });
});

test("nobody elsewhere can lock the owner out, however many try from wherever", async () => {
  const db = await freshDb();
  await join(db);
  for (let i = 0; i < 40; i += 1) {
    const attacker = { ...ann, password: "wrong horse battery", address: `203.0.113.${i}` };
    await refusal(signIn(db, { ...attacker, guestId: null }));
  }
  const owner = { ...ann, guestId: null, address: "198.51.100.4" };
  expect(await signIn(db, owner)).toMatchObject({ email: ann.email });
});

test("as many tries at once are looked at as one after the other, and a few", async () => {
  const db = await freshDb();
  await join(db);
  const wrong = { ...ann, ...from, password: "wrong horse battery" };
  const errors = await Promise.all(Array.from({ length: 60 }, () => refusal(signIn(db, wrong))));
  const looked = errors.filter((error) => !(error instanceof RateLimited));
  expect(looked.length).toBeGreaterThanOrEqual(limits.signInByPair.hits);
  expect(looked.length).toBeLessThan(limits.signInByPair.hits + 4);
});

test("successes do not count, not even many at once", async () => {
  const db = await freshDb();
  await join(db);
  const all = Array.from({ length: limits.signInByAddress.hits + 20 }, () =>
    signIn(db, { ...ann, ...from }),
  );
  expect(await Promise.all(all)).toHaveLength(limits.signInByAddress.hits + 20);
});

test("failures at many accounts slow one address down", async () => {
  const db = await freshDb();
  await join(db);
  for (let i = 0; i < limits.signInByAddress.hits; i += 1) {
    await refusal(signIn(db, { ...ann, ...from, email: `nobody${i}@example.com` }));
  }
  expect(await refusal(signIn(db, { ...ann, ...from }))).toMatchObject({ code: "rate_limited" });
});

test("signing in forgets the wrong tries before it", async () => {
  const db = await freshDb();
  await join(db);
  const wrong = { ...ann, ...from, password: "wrong horse battery" };
  for (let round = 0; round < 2; round += 1) {
    for (let i = 1; i < limits.signInByPair.hits; i += 1) await refusal(signIn(db, wrong));
    expect(await signIn(db, { ...ann, ...from })).toMatchObject({ email: ann.email });
  }
});

test("one address cannot make guests without end", async () => {
  const db = await freshDb();
  for (let i = 0; i < limits.joinByAddress.hits; i += 1) await tryAsGuest(db, from.address);
  expect(await refusal(tryAsGuest(db, from.address))).toMatchObject({ code: "rate_limited" });
  expect(await tryAsGuest(db, "203.0.113.8")).toMatchObject({ email: null });
});

test("a token is issued to an account that is made or kept, and its role goes to a confirmed one only", async () => {
  const db = await freshDb();
  await join(db);
  await issueToken(db, { email: ann.email });
  const promoted = { email: ann.email, role: "admin" } as const;
  expect(await refusal(issueToken(db, promoted))).toMatchObject({
    code: "conflict",
    message: expect.stringContaining(`npm run -s confirm -- ${ann.email}`),
  });
  expect(await findAccount(db, ann.email)).toMatchObject({ role: "user" });
  await confirmByOperator(db, ann.email);
  const token = await issueToken(db, promoted);
  await issueToken(db, { email: ann.email });
  const account = await findAccount(db, ann.email);
  expect(account).toMatchObject({ role: "admin", name: "ann" });
  // the one from before the role is gone with it
  expect(await listApiTokens(db, account!.id)).toHaveLength(2);
  expect(JSON.stringify(await listApiTokens(db, account!.id))).not.toContain(hashApiToken(token));
  expect(await signIn(db, { ...ann, ...from })).toMatchObject({ id: account!.id });
});

test("a password is judged by its whole length, and those of earlier accounts still open them", async () => {
  const db = await freshDb();
  const passwordHash = await hashPassword("short one");
  await createAccount(db, { email: "old@example.com", name: "Old", passwordHash });
  const old = { ...from, email: "old@example.com", password: "short one" };
  expect(await signIn(db, old)).toMatchObject({ email: old.email });

  const long = `${"correct horse battery ".repeat(11)}end of it!`;
  expect(long.length).toBeGreaterThan(250);
  await signUp(db, { ...ann, ...from, password: long });
  expect(await signIn(db, { ...ann, ...from, password: long })).toMatchObject({ name: "ann" });
  const cut = { ...ann, ...from, password: long.slice(0, -1) };
  expect(await refusal(signIn(db, cut))).toMatchObject({ code: "invalid" });
});

test("a password that others would guess makes no account", async () => {
  const db = await freshDb();
  const weak = [
    "password1234",
    "qwertyuiop123",
    "ann@example.com",
    "investbyyourself",
    "aaaaaaaaaaaaaa",
  ];
  for (const password of weak) {
    expect(await refusal(signUp(db, { ...ann, ...from, password }))).toMatchObject({
      code: "invalid",
      fields: { password: [expect.stringContaining("harder to guess")] },
    });
  }
  expect(await findAccount(db, ann.email)).toBeNull();
});
