import { sql } from "drizzle-orm";
import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { listAuditEvents } from "#db/queries/audit/audit-events.ts";
import { isConfirmed } from "#db/queries/people/access.ts";
import { createAccount, createGuest, findAccount } from "#db/queries/people/users.ts";
import { record } from "#lib/audit/record.ts";
import { limits } from "#lib/auth/limits.ts";
import { freshDb } from "#tests/support/pg.ts";

import { confirmByOperator } from "./confirm.ts";
import { becomeFirstAdmin, newFirstAdminCode } from "./first-admin.ts";
import { giveRole } from "./roles.ts";

const boss = { email: "boss@example.com", name: "Boss", passwordHash: null };
const refusal = (work: Promise<unknown>) => work.catch((error: unknown) => error);

async function viewer(db: Database, email: string) {
  const { id } = await createAccount(db, { ...boss, email });
  return { id, name: "Boss", email, role: "user", guest: false } as const;
}

test("whoever registered an address first has no role by that", async () => {
  const db = await freshDb();
  const { id: userId } = await createAccount(db, boss);
  for (const role of ["admin", "author"] as const) {
    const refused = refusal(giveRole(db, { email: boss.email, role }));
    expect(await refused).toMatchObject({ code: "conflict" });
  }
  // nor does the database take one
  const forced = refusal(db.execute(sql`update users set role = 'admin' where id = ${userId}`));
  expect(await forced).toMatchObject({ cause: { constraint_name: "users_role_is_confirmed" } });
  expect(await confirmByOperator(db, "BOSS@example.com")).toBe(true);
  expect(await confirmByOperator(db, boss.email)).toBe(false);
  expect(await giveRole(db, { email: boss.email, role: "admin" })).toBe(true);
  expect(await findAccount(db, boss.email)).toMatchObject({ role: "admin", sessionVersion: 2 });
  expect(await refusal(confirmByOperator(db, "no@example.com"))).toMatchObject({
    code: "not_found",
  });
});

test("the code of the first start makes one admin, once", async () => {
  const db = await freshDb();
  const [ann, eve] = [await viewer(db, "ann@example.com"), await viewer(db, "eve@example.com")];
  const old = await newFirstAdminCode(db);
  const code = await newFirstAdminCode(db);
  expect(code).toMatch(/^(?:[A-Z2-9]{5}-){3}[A-Z2-9]{5}$/u);
  const from = "203.0.113.7";
  for (const wrong of ["", "AAAAA-AAAAA-AAAAA-AAAAA", old!]) {
    const tried = refusal(becomeFirstAdmin(db, { code: wrong, viewer: eve, from }));
    expect(await tried).toMatchObject({ code: "invalid" });
  }
  const both = await Promise.allSettled([
    becomeFirstAdmin(db, { code: ` ${code!.toLowerCase()} `, viewer: ann, from }),
    becomeFirstAdmin(db, { code: code!, viewer: ann, from }),
  ]);
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await findAccount(db, ann.email)).toMatchObject({ role: "admin" });
  expect(await isConfirmed(db, ann.id)).toBe(true);
  const late = refusal(becomeFirstAdmin(db, { code: code!, viewer: eve, from }));
  expect(await late).toMatchObject({ code: "invalid" });
  expect(await newFirstAdminCode(db)).toBeNull();
});

test("the code cannot be guessed at without end", async () => {
  const db = await freshDb();
  const eve = await viewer(db, "eve@example.com");
  await newFirstAdminCode(db);
  const guess = () =>
    refusal(becomeFirstAdmin(db, { code: "A".repeat(20), viewer: eve, from: "203.0.113.7" }));
  for (let i = 0; i < limits.codesByPerson.hits; i += 1) await guess();
  expect(await guess()).toMatchObject({ code: "rate_limited" });
});

test("what is in the audit log can be read and added to, and nothing else", async () => {
  const db = await freshDb();
  const guest = await createGuest(db);
  await record(db, { action: "session.ended", by: guest, from: "203.0.113.7" });
  await record(db, { action: "token.made", by: "command line", target: "ann@example.com" });
  const all = { before: null, action: null, limit: 10 };
  const [latest, first] = await listAuditEvents(db, all);
  expect(latest).toMatchObject({ action: "token.made", actor: "command line", origin: null });
  expect(first).toMatchObject({ actor: "guest", actorId: guest.id, origin: "203.0.113.7" });
  expect(await listAuditEvents(db, { ...all, before: latest!.id })).toEqual([first]);
  expect(await listAuditEvents(db, { ...all, action: "session.ended" })).toEqual([first]);
  for (const change of [
    sql`update audit_events set actor = 'somebody else'`,
    sql`delete from audit_events`,
    sql`truncate audit_events`,
  ]) {
    const error = await refusal(db.execute(change));
    expect(error).toMatchObject({
      cause: { message: "What is in the audit log stays as it was written." },
    });
  }
  await db.execute(sql`delete from users where id = ${guest.id}`);
  expect(await listAuditEvents(db, all)).toEqual([latest, first]);
});
