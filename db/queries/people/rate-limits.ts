import { and, eq, gt, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { rateLimits } from "#db/schema/auth.ts";

/**
 * Counts one hit on `key` and returns how many there were in its window, which opens with the first hit, and the
 * seconds until it closes. One statement, so that simultaneous hits are all counted. It also deletes a few expired
 * counters. A hit that started a moment before the one that opened the window gets at most the length of the window.
 */
export async function countHit(
  db: Database,
  params: { key: string; windowSeconds: number },
): Promise<{ hits: number; secondsLeft: number }> {
  const { key, windowSeconds } = params;
  const [counted] = await db.execute<{ hits: number; seconds_left: number }>(sql`
    with swept as (
      delete from ${rateLimits} where key in (
        select key from ${rateLimits} where resets_at < now() and key <> ${key}
        limit 10 for update skip locked
      )
    )
    insert into ${rateLimits} as kept (key, hits, resets_at)
    values (${key}, 1, now() + make_interval(secs => ${windowSeconds}))
    on conflict (key) do update set
      hits = case when kept.resets_at <= now() then 1 else kept.hits + 1 end,
      resets_at = case when kept.resets_at <= now() then excluded.resets_at else kept.resets_at end
    returning hits,
      least(${windowSeconds}, ceil(extract(epoch from resets_at - now())))::int as seconds_left
  `);
  return { hits: counted!.hits, secondsLeft: counted!.seconds_left };
}

/** How many hits on `key` its window has seen so far, and the seconds until it closes. Counts none. */
export async function readHits(
  db: Database,
  key: string,
): Promise<{ hits: number; secondsLeft: number }> {
  const left = sql<number>`ceil(extract(epoch from ${rateLimits.resetsAt} - now()))::int`;
  const [found] = await db
    .select({ hits: rateLimits.hits, secondsLeft: left })
    .from(rateLimits)
    .where(and(eq(rateLimits.key, key), gt(rateLimits.resetsAt, sql`now()`)));
  return found ?? { hits: 0, secondsLeft: 0 };
}

/** Forgets the hits on every key that begins so. */
export async function clearHitsOfAll(db: Database, beginning: string): Promise<void> {
  await db.delete(rateLimits).where(sql`starts_with(${rateLimits.key}, ${beginning})`);
}

/** Forgets the hits on `key`. */
export async function clearHits(db: Database, key: string): Promise<void> {
  await db.delete(rateLimits).where(eq(rateLimits.key, key));
}
