import { sql } from "drizzle-orm";
import { expect, test } from "vitest";

import { rateLimits } from "#db/schema/auth.ts";
import { freshDb } from "#tests/support/pg.ts";

import { clearHits, countHit } from "./rate-limits.ts";

const ann = { key: "ann", windowSeconds: 60 };

test("simultaneous hits are all counted, each key for itself", async () => {
  const db = await freshDb();
  const inAnHour = { ...ann, windowSeconds: 3_600 };
  const counted = await Promise.all(Array.from({ length: 20 }, () => countHit(db, inAnHour)));
  expect(counted.map(({ hits }) => hits).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  expect(counted.every(({ secondsLeft }) => secondsLeft > 3_500 && secondsLeft <= 3_600)).toBe(
    true,
  );
  expect(await countHit(db, { ...inAnHour, key: "bob" })).toMatchObject({ hits: 1 });
});

test("a hit that began before the window opened waits no longer than the window", async () => {
  const db = await freshDb();
  await countHit(db, ann);
  await db.execute(sql`update rate_limits set resets_at = now() + interval '60.4 seconds'`);
  expect(await countHit(db, ann)).toEqual({ hits: 2, secondsLeft: 60 });
});

test("a window begins anew when it is over, not with each hit", async () => {
  const db = await freshDb();
  await countHit(db, ann);
  await db.execute(sql`update rate_limits set resets_at = now() + interval '10 seconds'`);
  expect(await countHit(db, ann)).toEqual({ hits: 2, secondsLeft: 10 });
  await db.execute(sql`update rate_limits set resets_at = now() - interval '1 second'`);
  expect(await countHit(db, ann)).toEqual({ hits: 1, secondsLeft: 60 });
});

test("counters whose time is over are swept away by others", async () => {
  const db = await freshDb();
  await countHit(db, ann);
  await db.execute(sql`update rate_limits set resets_at = now() - interval '1 second'`);
  await countHit(db, { ...ann, key: "bob" });
  expect(await db.select({ key: rateLimits.key }).from(rateLimits)).toEqual([{ key: "bob" }]);
});

test("cleared hits count from one", async () => {
  const db = await freshDb();
  await countHit(db, ann);
  await clearHits(db, ann.key);
  expect(await countHit(db, ann)).toMatchObject({ hits: 1 });
});
