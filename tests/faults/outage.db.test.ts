import { setTimeout as pause } from "node:timers/promises";

import { expect, onTestFinished, test } from "vitest";

import { connect } from "#db/client.ts";
import { seededRandom } from "#lib/finance/outlook/random.ts";
import { ownPostgres } from "#tests/support/own-postgres.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { expectSound } from "./expect-sound.ts";
import { working } from "./working.ts";

test("PostgreSQL restarts under many runs, in order and as after a power cut: all come to their end", async () => {
  const { url, restart } = await ownPostgres();
  const { db, servers, effects, all, acts } = await working(url, { quiet: true });
  const runs = all(20);
  for (const [mode, after] of [
    ["fast", 25],
    ["immediate", 60],
  ] as const) {
    while (acts() < after) await pause(20);
    await restart(mode);
  }
  const ids = await runs;
  expect(servers.map(({ starts }) => starts)).toEqual([1, 1]);
  expect(new Set(effects.map(({ run, step }) => `${run} ${step}`)).size).toBe(3 * ids.length);
  expect(await expectSound(db)).toBe(ids.length);
}, 180_000);

test("connections cut at random under many runs cost time, and nothing else", async () => {
  const url = await freshDatabase();
  const { db, servers, effects, all } = await working(url, { quiet: true });
  const admin = connect(url, { max: 1 });
  onTestFinished(() => admin.$client.end({ timeout: 1 }));
  const random = seededRandom(7);
  const runs = all(20);
  let cuts = 0;
  const cutting = (async () => {
    for (; cuts < 30; cuts += 1) {
      await pause(random.below(300));
      await admin.$client`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and random() < 0.3`;
    }
  })();
  const [ids] = await Promise.all([runs, cutting]);
  expect(servers.map(({ starts }) => starts)).toEqual([1, 1]);
  expect(new Set(effects.map(({ run, step }) => `${run} ${step}`)).size).toBe(3 * ids.length);
  expect(await expectSound(db)).toBe(ids.length);
}, 180_000);
