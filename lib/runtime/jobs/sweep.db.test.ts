import { sql } from "drizzle-orm";
import { expect, test } from "vitest";

import { listAuditEvents } from "#db/queries/audit/audit-events.ts";
import { askForLink } from "#db/queries/mail/mail-links.ts";
import { endSession } from "#db/queries/people/access.ts";
import { recordUnderstood } from "#db/queries/people/consents.ts";
import { createGuest, getSessionUser } from "#db/queries/people/users.ts";
import { savePortfolio } from "#db/queries/portfolios/portfolios.ts";
import { transaction } from "#db/transaction.ts";
import { forkExecution } from "#lib/runtime/executions/fork-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { first, second } from "#tests/support/changing-run.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { guestDays, sweep } from "./sweep.ts";

const plan = {
  stepId: "save",
  name: "Plan",
  amount: 100,
  currency: "USD",
  expectedReturn: 0.05,
  volatility: 0.07,
  riskLevel: 3,
  report: {},
  holdings: [],
  now: new Date("2026-01-05T09:00:00Z"),
};

/** How many rows are somebody's or about a run of theirs, table by table. */
async function rowsAbout(
  db: Awaited<ReturnType<typeof freshDb>>,
  runs: readonly string[],
  owner: string,
) {
  const ids = sql.raw(`array[${runs.map((id) => `'${id}'`).join(",")}]::uuid[]`);
  const [row] = await db.execute<Record<string, number>>(sql`
    select (select count(*) from users where id = ${owner}::uuid)::int as users,
      (select count(*) from consents where user_id = ${owner}::uuid)::int as consents,
      (select count(*) from portfolios where owner_id = ${owner}::uuid)::int as plans,
      (select count(*) from idempotency_keys where owner_id = ${owner}::uuid)::int as keys,
      (select count(*) from workflow_executions where id = any(${ids}))::int as runs,
      (select count(*) from workflow_step_executions where execution_id = any(${ids}))::int as steps,
      (select count(*) from workflow_events where execution_id = any(${ids}))::int as events`);
  return Object.values(row!);
}

test("a guest whom nobody came back to is deleted with everything of theirs, and nobody else is", async () => {
  const db = await freshDb();
  const workflowId = await storeWorkflow(db, [first, second]);
  const owners = [(await createGuest(db)).id, (await createGuest(db)).id, await somebody(db)];
  const runs: string[][] = [];
  for (const ownerId of owners) {
    await recordUnderstood(db, ownerId);
    const run = await startExecution(db, { workflowId, ownerId, inputs: {}, idempotencyKey: "k" });
    const step = { executionId: run.id, ownerId, stepId: "first" };
    const answer = {
      ...step,
      revision: run.revision,
      data: { note: "as it is" },
      idempotencyKey: "a",
    };
    expect(await submitStep(db, answer)).toMatchObject({ ok: true });
    const other = { ...step, data: { note: "if not" }, revision: null, idempotencyKey: "f" };
    runs.push([run.id, (await forkExecution(db, other)).id]);
    await transaction(db, async (tx) => {
      await savePortfolio(tx, { ...plan, ownerId, executionId: run.id });
    });
  }
  const [stale = "", fresh = "", account = ""] = owners;
  const ago = sql.raw(`now() - interval '${guestDays} days 1 hour'`);
  await db.execute(sql`update users set last_seen_at = ${ago} where id in (${stale}, ${account})`);
  expect((await rowsAbout(db, runs[0]!, stale)).every((count) => count > 0)).toBe(true);

  expect(await sweep(db)).toBe(false);
  expect(await rowsAbout(db, runs[0]!, stale)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  for (const [i, owner] of [
    [1, fresh],
    [2, account],
  ] as const) {
    expect((await rowsAbout(db, runs[i]!, owner)).every((count) => count > 0)).toBe(true);
  }
  const [kept] = await listAuditEvents(db, { before: null, action: "guests.deleted", limit: 1 });
  expect(kept).toMatchObject({ actor: "service", details: { deleted: 1 } });
});

test("a visit puts the deletion off", async () => {
  const db = await freshDb();
  const { id: userId, sessionVersion } = await createGuest(db);
  await db.execute(sql`update users set last_seen_at = now() - interval '44 days'`);
  expect(await getSessionUser(db, { userId, sessionVersion })).not.toBeNull();
  const [seen] = await db.execute<{ today: boolean }>(sql`
    select last_seen_at > now() - interval '1 hour' as today from users`);
  expect(seen).toEqual({ today: true });
});

test("links and ended sessions go once they count for nothing", async () => {
  const db = await freshDb();
  const { id: userId } = await createGuest(db);
  const link = { kind: "reset", email: "a@example.com", name: null, passwordHash: null } as const;
  await transaction(db, async (tx) => {
    await askForLink(tx, { ...link, hours: 1 });
    await askForLink(tx, { ...link, hours: -1 });
  });
  await endSession(db, { userId, sessionId: "old", until: new Date(Date.now() - 1_000) });
  await endSession(db, { userId, sessionId: "new", until: new Date(Date.now() + 60_000) });
  await sweep(db);
  const [left] = await db.execute(sql`
    select (select count(*)::int from mail_links) as links,
      (select array_agg(id) from ended_sessions) as sessions`);
  expect(left).toEqual({ links: 1, sessions: ["new"] });
});
