import { setTimeout as pause } from "node:timers/promises";

import { expect, onTestFinished, test, vi } from "vitest";

import { connect } from "#db/client.ts";
import { getLatestTexts } from "#db/queries/executions/step-texts.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { seed } from "#lib/templates/seed.ts";
import { answerJson, goodText } from "#tests/support/ai-example.ts";
import { somebody } from "#tests/support/executions.ts";
import { drive } from "#tests/support/generic-client.ts";
import { startOpenAiServer } from "#tests/support/openai-server.ts";
import { ownPostgres } from "#tests/support/own-postgres.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { driveTo, stubborn, workflowId } from "./client.ts";
import { ServerProcess } from "./process.ts";
import { expectUnharmed } from "./unharmed.ts";

async function serving(url: string, env: Record<string, string> = {}) {
  const db = connect(url);
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  await seed(db);
  const ownerId = await somebody(db);
  const server = await ServerProcess.start({ DATABASE_URL: url, ...env });
  return { db, ownerId, server };
}

/** Cuts every connection to a database and lets none in for a while. */
async function away(url: string, ms: number): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const { $client: admin } = connect(new URL("/postgres", url).href, { max: 1 });
  await admin`alter database ${admin(name)} allow_connections false`;
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
  await pause(ms);
  await admin`alter database ${admin(name)} allow_connections true`;
  await admin.end();
}

test("PostgreSQL restarts while a text is written: the server lives, and the run goes on", async () => {
  const { baseUrl } = await startOpenAiServer(
    { does: "say", text: answerJson(), size: 10, gapMs: 300 },
    { does: "say", text: answerJson() },
  );
  const { url, restart } = await ownPostgres();
  const env = { OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl };
  const { db, ownerId, server } = await serving(url, env);
  const { executionId, goOn } = await driveTo({ db, ownerId, server }, "explain", "running");
  const at = { executionId, stepId: "explain" };
  await vi.waitFor(
    async () => expect((await getLatestTexts(db, { ...at, after: 0 })).length).toBeGreaterThan(2),
    { timeout: 20_000, interval: 10 },
  );
  await restart();
  const done = await goOn();
  expect(done).toMatchObject({ id: executionId, status: "completed" });
  expect(server.starts).toBe(1);
  const events = await expectUnharmed(db, { executionId, ownerId });
  const text = events.find((e) => e.type === "step.completed" && e.step === "explain");
  expect(text).toMatchObject({ output: { explanation: { text: goodText } } });
}, 240_000);

test("after a second without a database, whoever follows a run hears of it again", async () => {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  const hub = new NotificationHub(db);
  onTestFinished(() => hub.close());
  const executionId = crypto.randomUUID();
  let notified = 0;
  await hub.follow(executionId, () => (notified += 1));
  await away(url, 1_000);
  const notify = async () => {
    const before = notified;
    await db.$client`select pg_notify('execution', ${executionId})`;
    const heard = () => expect(notified).toBeGreaterThan(before);
    await vi.waitFor(heard, { timeout: 2_000, interval: 20 });
  };
  // Notifications before it listens again are lost. From then on none is.
  await vi.waitFor(notify, { timeout: 20_000, interval: 50 });
  for (let i = 0; i < 3; i += 1) await notify();
});

test("connections that are cut in the middle of commands cost an answer, never a change or a second one", async () => {
  const url = await freshDatabase();
  const { db, ownerId, server } = await serving(url);
  const admin = connect(url, { max: 1 });
  onTestFinished(() => admin.$client.end({ timeout: 1 }));
  const cutAfter = async (ms: number) => {
    await pause(ms);
    await admin.$client`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
  };
  let cuts = 0;
  const send = stubborn(server, ownerId, () => {
    cuts += 1;
    void cutAfter((cuts * 2) % 9);
  });
  const done = await drive(send, workflowId, 180_000);
  expect(done).toMatchObject({ status: "completed", waitingFor: [] });
  expect(cuts).toBeGreaterThan(5);
  expect(server.starts).toBe(1);
  await expectUnharmed(db, { executionId: done.id, ownerId });
}, 240_000);
