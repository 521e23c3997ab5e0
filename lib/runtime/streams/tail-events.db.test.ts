import { expect, onTestFinished, test } from "vitest";

import { connect, type Database } from "#db/client.ts";
import { runCommand } from "#lib/runtime/commands/run-command.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { operations } from "#lib/steps/registry.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDatabase, freshDb } from "#tests/support/pg.ts";

import { NotificationHub } from "./notification-hub.ts";
import { type Cursor, tailEvents, type StreamItem } from "./tail-events.ts";
import { TextWriter } from "./text-writer.ts";

const fromStart: Cursor = { seq: 0, text: 0 };

/** A run whose only step is a job under way. */
async function runningJob(db: Database) {
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(
    db,
    [{ id: "write", name: "Write", type: "analysis", uses: "portfolio.optimize" }],
    { inputs: { profile: { type: "investor-profile" }, assessment: { type: "risk-assessment" } } },
  );
  const inputs = operations.get("portfolio.optimize")!.example.input;
  const { id: executionId } = await startExecution(db, { workflowId, ownerId, inputs });
  const begun = await runCommand(db, {
    executionId,
    ownerId,
    actor: { kind: "worker" },
    command: (work) => ({
      type: "startJob",
      step: "write",
      token: work.state.steps[0]!.token ?? "",
    }),
    view: (work) => work.state.steps[0]!.token ?? "",
  });
  return { ownerId, executionId, token: begun.value };
}

function hubFor(db: Database): NotificationHub {
  const hub = new NotificationHub(db);
  onTestFinished(() => hub.close());
  return hub;
}

function reader(db: Database, hub: NotificationHub, executionId: string, cursor = fromStart) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const items = tailEvents(db, hub, { executionId, cursor, signal: stop.signal, idleMs: 10_000 });
  const take = async (): Promise<Exclude<StreamItem, { type: "idle" }>> => {
    const { value, done } = await items.next();
    if (done || value.type === "idle") throw new Error("There was no news.");
    return value;
  };
  return { take, stop };
}

test("text comes in order while it is written, and a reader that comes back goes on where it was", async () => {
  const db = await freshDb();
  const { executionId, token } = await runningJob(db);
  const hub = hubFor(db);
  const first = reader(db, hub, executionId, { seq: 3, text: 0 });
  const writer = new TextWriter(db, { executionId, stepId: "write", token }, { delivery: 1 });
  writer.write("Bonds ");
  const piece = await first.take();
  expect(piece).toMatchObject({ type: "text", data: { step: "write", offset: 0, text: "Bonds " } });
  first.stop.abort();

  writer.write("hold the ");
  writer.write("rest.");
  await writer.finish();
  const second = reader(db, hub, executionId, piece.cursor);
  let text = "";
  let last = piece;
  while (text.length < "hold the rest.".length) {
    last = await second.take();
    if (last.type === "text") text += last.data.text;
  }
  expect(text).toBe("hold the rest.");
  expect(last.cursor.seq).toBe(3);
});

test("a second delivery of the same attempt starts its text over", async () => {
  const db = await freshDb();
  const { executionId, token } = await runningJob(db);
  const target = { executionId, stepId: "write", token };
  const crashed = new TextWriter(db, target, { delivery: 1 });
  crashed.write("Half a sen");
  await crashed.finish();
  const again = new TextWriter(db, target, { delivery: 2 });
  again.write("A whole sentence.");
  await again.finish();
  const { take } = reader(db, hubFor(db), executionId, { seq: 3, text: 0 });
  expect(await take()).toMatchObject({ data: { offset: 0, text: "A whole sentence." } });
});

test("events arrive as they happen and the stream ends with the run", async () => {
  const db = await freshDb();
  const { executionId, ownerId } = await runningJob(db);
  const { take } = reader(db, hubFor(db), executionId, { seq: 2, text: 0 });
  expect(await take()).toMatchObject({ type: "step", data: { event: "step.started" } });
  const waiting = take();
  await controlExecution(db, { executionId, ownerId, command: { type: "cancel" } });
  expect(await waiting).toMatchObject({ data: { event: "step.cancelled" } });
  expect(await take()).toMatchObject({ type: "execution", data: { event: "execution.cancelled" } });
  await expect(take()).rejects.toThrow("no news");
});

test("a reader on connections of its own is notified too", async () => {
  const url = await freshDatabase();
  const [here, elsewhere] = [connect(url), connect(url)];
  onTestFinished(async () => {
    await Promise.all([here, elsewhere].map((db) => db.$client.end({ timeout: 1 })));
  });
  const { executionId, ownerId } = await runningJob(here);
  const { take } = reader(elsewhere, hubFor(elsewhere), executionId, { seq: 3, text: 0 });
  const waiting = take();
  await controlExecution(here, { executionId, ownerId, command: { type: "pause" } });
  expect(await waiting).toMatchObject({ data: { event: "execution.paused" } });
});

test("any number of readers share one connection that listens, and all hear", async () => {
  const db = await freshDb();
  const { executionId, ownerId } = await runningJob(db);
  const hub = hubFor(db);
  const readers = Array.from({ length: 50 }, () =>
    reader(db, hub, executionId, { seq: 3, text: 0 }),
  );
  const waiting = readers.map(async ({ take }) => await take());
  const listening = async () => {
    const rows = await db.$client<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity
      where datname = current_database() and query ilike 'listen%'`;
    return rows[0]?.n;
  };
  await expect.poll(listening, { timeout: 20_000 }).toBe(1);
  await controlExecution(db, { executionId, ownerId, command: { type: "pause" } });
  for (const news of await Promise.all(waiting)) {
    expect(news).toMatchObject({ data: { event: "execution.paused" } });
  }
  expect(await listening()).toBe(1);
});
