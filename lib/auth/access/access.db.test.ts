import { setTimeout as pause } from "node:timers/promises";

import { expect, test, vi } from "vitest";

import type { Database } from "#db/client.ts";
import { endSession } from "#db/queries/people/access.ts";
import { redeemApiToken } from "#db/queries/people/api-tokens.ts";
import { createAccount, endSessions, getSessionUser } from "#db/queries/people/users.ts";
import { confirmByOperator } from "#lib/auth/accounts/confirm.ts";
import { giveRole } from "#lib/auth/accounts/roles.ts";
import { reinstateAccount, suspendAccount } from "#lib/auth/accounts/suspension.ts";
import { hashPassword } from "#lib/auth/credentials/password.ts";
import { newPassword } from "#lib/auth/credentials/reset-password.ts";
import { signIn } from "#lib/auth/credentials/sign-in.ts";
import { hashApiToken } from "#lib/auth/tokens/api-token.ts";
import { issueToken } from "#lib/auth/tokens/issue-token.ts";
import { freshDb } from "#tests/support/pg.ts";

import { whileInForce } from "./while-in-force.ts";

const session = vi.hoisted(() => ({ now: null as object | null }));
vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => session.now }));

const email = "ann@example.com";
const password = "correct horse battery";

async function person(db: Database) {
  const account = { email, name: "Ann", passwordHash: await hashPassword(password) };
  const { id, sessionVersion } = await createAccount(db, account);
  await confirmByOperator(db, email);
  const token = await issueToken(db, { email });
  return { id, session: { userId: id, sessionVersion, sessionId: "s1" }, token };
}

/** Says nothing until it is ended. */
async function* silent(signal: AbortSignal): AsyncGenerator<"started"> {
  yield "started";
  while (!signal.aborted) await pause(20);
}

/** A stream as a request holds it open; `over` settles when it ends. */
async function opened(db: Database, userId: string, headers: Record<string, string>) {
  const request = new Request("http://127.0.0.1/api/runs/1/events", { headers });
  const stream = await whileInForce(db, request, userId, silent);
  expect(await stream.next()).toMatchObject({ value: "started" });
  return { over: stream.next() };
}

const stillOpen = async (over: Promise<unknown>) =>
  (await Promise.race([over, pause(300, "open")])) === "open";

test.each<[string, (db: Database) => Promise<unknown>]>([
  ["a new password", (db) => newPassword(db, email)],
  ["another role", (db) => giveRole(db, { email, role: "author" })],
  ["a suspension", (db) => suspendAccount(db, email)],
])("%s ends sessions, API tokens and open streams", async (_name, act) => {
  const db = await freshDb();
  const ann = await person(db);
  session.now = ann.session;
  const bySession = await opened(db, ann.id, {});
  session.now = null;
  const byToken = await opened(db, ann.id, { authorization: `Bearer ${ann.token}` });
  expect(await getSessionUser(db, ann.session)).not.toBeNull();
  expect(await redeemApiToken(db, hashApiToken(ann.token))).not.toBeNull();

  await act(db);
  expect(await getSessionUser(db, ann.session)).toBeNull();
  expect(await redeemApiToken(db, hashApiToken(ann.token))).toBeNull();
  expect(await bySession.over).toMatchObject({ done: true });
  expect(await byToken.over).toMatchObject({ done: true });
});

test("signing out ends that session and its streams, and no other", async () => {
  const db = await freshDb();
  const ann = await person(db);
  const elsewhere = { ...ann.session, sessionId: "s2" };
  session.now = ann.session;
  const here = await opened(db, ann.id, {});
  session.now = elsewhere;
  const there = await opened(db, ann.id, {});
  await endSession(db, { ...ann.session, until: new Date(Date.now() + 60_000) });
  expect(await here.over).toMatchObject({ done: true });
  expect(await getSessionUser(db, ann.session)).toBeNull();
  expect(await getSessionUser(db, elsewhere)).toMatchObject({ email });
  expect(await stillOpen(there.over)).toBe(true);
  await endSessions(db, ann.id);
  expect(await there.over).toMatchObject({ done: true });
  expect(await redeemApiToken(db, hashApiToken(ann.token))).not.toBeNull();
});

test("the same role again ends nothing, and a suspended person is told so by their password only", async () => {
  const db = await freshDb();
  const ann = await person(db);
  expect(await giveRole(db, { email, role: "user" })).toBe(false);
  expect(await getSessionUser(db, ann.session)).not.toBeNull();

  expect(await suspendAccount(db, email)).toBe(true);
  expect(await suspendAccount(db, email)).toBe(false);
  const tried = { email, guestId: null, address: "203.0.113.7" };
  await expect(signIn(db, { ...tried, password })).rejects.toThrow("This account is suspended");
  await expect(signIn(db, { ...tried, password: "wrong horse battery" })).rejects.toThrow(
    "Email address or password is not correct",
  );
  // a new session version does not let anybody in either
  expect(
    await getSessionUser(db, { ...ann.session, sessionVersion: ann.session.sessionVersion + 1 }),
  ).toBeNull();
  const token = await issueToken(db, { email });
  expect(await redeemApiToken(db, hashApiToken(token))).toBeNull();
  expect(await reinstateAccount(db, email)).toBe(true);
  expect(await signIn(db, { ...tried, password })).toMatchObject({ email });
});
