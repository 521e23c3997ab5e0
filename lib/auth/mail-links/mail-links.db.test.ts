import { sql } from "drizzle-orm";
import { afterEach, expect, onTestFinished, test } from "vitest";

import type { Database } from "#db/client.ts";
import { isConfirmed } from "#db/queries/people/access.ts";
import { createGuest, findAccount, getSessionUser } from "#db/queries/people/users.ts";
import { signIn } from "#lib/auth/credentials/sign-in.ts";
import { signUp } from "#lib/auth/credentials/sign-up.ts";
import { limits } from "#lib/auth/limits.ts";
import { setEnv } from "#lib/env.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { notificationHubOf } from "#lib/runtime/streams/notification-hub.ts";
import { freshAppWithWorker } from "#tests/support/api.ts";
import { mailServer } from "#tests/support/mail-server.ts";

import { askForReset, askToConfirm, askToSignUp } from "./ask.ts";
import { confirmByLink } from "./confirm-by-link.ts";
import { resetByLink } from "./reset-by-link.ts";

const address = "203.0.113.7";
const ann = { name: "Ann", email: "ann@example.com", password: "correct horse battery" };
const bob = { name: "", email: "bob@example.com", password: "wrong horse battery" };
const from = { guestId: null, address };

afterEach(() => setEnv({ SMTP_URL: undefined, APP_URL: undefined, MAIL_FROM: undefined }));

async function app() {
  const mail = await mailServer();
  onTestFinished(mail.close);
  setEnv({ SMTP_URL: mail.url, APP_URL: "https://plans.example.com/" });
  return { ...(await freshAppWithWorker()), mail };
}

const tokenIn = (text: string) => /\?token=([\w-]{43})/u.exec(text)?.[1] ?? "no token";
const refusal = (work: Promise<unknown>) => work.catch((error: unknown) => error);
const jobsOf = async (db: Database) =>
  JSON.stringify(await db.execute(sql`select payload from graphile_worker._private_jobs`));

test("a sign-up becomes an account by its link and its password, once", async () => {
  const { db, mail } = await app();
  await askToSignUp(db, ann, address);
  expect(await findAccount(db, ann.email)).toBeNull();
  const letter = await mail.next();
  expect(letter.to).toEqual([ann.email]);
  expect(letter.text).toContain("https://plans.example.com/confirm?token=");
  expect(letter.raw).toContain("From: InvestByYourself <no-reply@plans.example.com>");
  expect(letter.raw).toContain("text/html");
  const token = tokenIn(letter.text);
  // neither the database nor the queue holds what the mail does
  const stored = await db.execute(sql`select to_jsonb(link)::text as row from mail_links link`);
  expect(JSON.stringify(stored)).not.toContain(token);
  expect(await jobsOf(db)).not.toContain(token);

  const wrong = confirmByLink(db, { ...from, token, password: "not this password" });
  expect(await refusal(wrong)).toMatchObject({ fields: { password: [expect.any(String)] } });
  const both = await Promise.allSettled([
    confirmByLink(db, { ...from, token, password: ann.password }),
    confirmByLink(db, { ...from, token, password: ann.password }),
  ]);
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const account = await signIn(db, { ...ann, ...from });
  expect(await isConfirmed(db, account.id)).toBe(true);
  const again = refusal(confirmByLink(db, { ...from, token, password: ann.password }));
  expect(await again).toMatchObject({ message: expect.stringContaining("used already") });
});

test("an address with an account gets another mail, and nothing else is different", async () => {
  const { db, mail } = await app();
  await signUp(db, { ...ann, ...from });
  await askToSignUp(db, { ...ann, password: "an attacker chose this" }, address);
  const letter = await mail.next();
  expect(letter.to).toEqual([ann.email]);
  expect(letter.text).toContain("It has an account already");
  expect(letter.text).not.toContain("token=");
  expect(await signIn(db, { ...ann, ...from })).toMatchObject({ email: ann.email });
  await askToSignUp(db, bob, address);
  expect((await mail.next()).text).toContain("/confirm?token=");
  const acts = await db.execute<{ action: string; n: number }>(sql`
    select action, count(*)::int as n from audit_events where action = 'sign_up.asked' group by 1`);
  expect([...acts]).toEqual([{ action: "sign_up.asked", n: 2 }]);
});

test("a guest who signed up keeps everything by the link", async () => {
  const { db, mail } = await app();
  const guest = await createGuest(db);
  await askToSignUp(db, ann, address);
  const token = tokenIn((await mail.next()).text);
  const asked = { token, password: ann.password, guestId: guest.id, address };
  expect(await confirmByLink(db, asked)).toMatchObject({ id: guest.id, email: ann.email });
});

test("a forgotten password is replaced by a link, which ends what the old one opened", async () => {
  const { db, mail } = await app();
  const { id: userId, sessionVersion } = await signUp(db, { ...ann, ...from });
  await askForReset(db, "nobody@example.com", address);
  await askForReset(db, ann.email, address);
  const letter = await mail.next(); // the first of the two is to nobody
  expect(letter.to).toEqual([ann.email]);
  const token = tokenIn(letter.text);
  const weak = refusal(resetByLink(db, { token, address, password: "password1234" }));
  expect(await weak).toMatchObject({ fields: { password: [expect.any(String)] } });
  const password = "another horse entirely";
  await resetByLink(db, { token, address, password });
  expect(await getSessionUser(db, { userId, sessionVersion })).toBeNull();
  expect(await isConfirmed(db, userId)).toBe(true);
  expect(await refusal(signIn(db, { ...ann, ...from }))).toMatchObject({ code: "invalid" });
  expect(await signIn(db, { ...ann, ...from, password })).toMatchObject({ id: userId });
  const again = refusal(resetByLink(db, { token, address, password }));
  expect(await again).toMatchObject({ message: expect.stringContaining("used already") });
});

test("a link that is too old, or of another kind, opens nothing", async () => {
  const { db, mail } = await app();
  await signUp(db, { ...ann, ...from });
  await askForReset(db, ann.email, address);
  const reset = tokenIn((await mail.next()).text);
  const other = refusal(confirmByLink(db, { ...from, token: reset, password: ann.password }));
  expect(await other).toMatchObject({ message: expect.stringContaining("too old") });
  await db.execute(sql`update mail_links set expires_at = now() - interval '1 second'`);
  const late = resetByLink(db, { token: reset, address, password: "another horse entirely" });
  expect(await refusal(late)).toMatchObject({ message: expect.stringContaining("too old") });
});

test("an account from before confirms its address by a link and its own password", async () => {
  const { db, mail } = await app();
  const account = await signUp(db, { ...ann, ...from });
  expect(await isConfirmed(db, account.id)).toBe(false);
  await askToConfirm(db, account, address);
  const token = tokenIn((await mail.next()).text);
  await confirmByLink(db, { ...from, token, password: ann.password });
  expect(await isConfirmed(db, account.id)).toBe(true);
});

test("a mail that the server refuses, or that a crash kept from being sent, is sent later", async () => {
  const mail = await mailServer();
  onTestFinished(mail.close);
  setEnv({ SMTP_URL: mail.url, APP_URL: "https://plans.example.com" });
  const { db, url } = await freshAppWithWorker();
  mail.refuse(true);
  await askToSignUp(db, ann, address);
  await expect.poll(() => mail.refused(), { timeout: 20_000 }).toBe(1);
  mail.refuse(false);
  await db.execute(sql`update graphile_worker._private_jobs set run_at = now()`);
  const worker = await startWorker(db, notificationHubOf(db), url);
  try {
    expect(tokenIn((await mail.next()).text)).toHaveLength(43);
  } finally {
    await worker.stop();
  }
});

test("nobody gets mails without end", async () => {
  const { db, mail } = await app();
  for (let i = 0; i < limits.mailsByRecipient.hits + 3; i += 1) {
    await askToSignUp(db, ann, `203.0.113.${i}`);
  }
  await expect.poll(async () => await jobsOf(db), { timeout: 20_000 }).toBe("[]");
  expect(mail.count()).toBe(limits.mailsByRecipient.hits);
});
