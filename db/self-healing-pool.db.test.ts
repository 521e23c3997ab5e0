import { expect, onTestFinished, test } from "vitest";

import { freshDatabase } from "#tests/support/pg.ts";

import { connect } from "./client.ts";
import { transaction } from "./transaction.ts";

async function pools() {
  const url = await freshDatabase();
  const db = connect(url);
  const admin = connect(new URL("/postgres", url).href, { max: 1 });
  for (const { $client } of [db, admin]) onTestFinished(() => $client.end({ timeout: 1 }));
  const name = new URL(url).pathname.slice(1);
  const cut = async () =>
    await admin.$client`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
  const letIn = async (whether: boolean) =>
    await admin.$client.unsafe(`alter database ${name} allow_connections ${whether}`);
  const write = async () => await transaction(db, async (tx) => await tx.$client`select 1`);
  return { db, cut, letIn, write };
}

const many = <T>(work: () => Promise<T>) =>
  Promise.allSettled(Array.from({ length: 40 }, async () => await work()));

test("after a time in which no connection came about, each transaction has one at once", async () => {
  const { cut, letIn, write } = await pools();
  await many(write);
  await letIn(false);
  await cut();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    for (const outcome of await many(write)) expect(outcome.status).toBe("rejected");
  }
  await letIn(true);
  for (const outcome of await many(write)) expect(outcome.status).toBe("fulfilled");
}, 12_000);

test("a listener is notified again after a cut, and a pool that has ended does not come back", async () => {
  const { db, cut } = await pools();
  let heard = 0;
  await db.$client.listen("news", () => (heard += 1));
  await cut();
  const tell = async () => {
    // The pool was cut and may fail here. What counts is whether the notification arrives in the end.
    await db.$client`select pg_notify('news', '')`.catch(() => {});
    expect(heard).toBeGreaterThan(0);
  };
  await expect.poll(tell, { timeout: 20_000 }).toBeUndefined();
  await db.$client.end({ timeout: 1 });
  await expect(db.$client`select 1`).rejects.toThrow("CONNECTION_ENDED");
});
