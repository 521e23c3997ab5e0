import type { ReservedSql, Sql } from "postgres";

import { connectionFailure } from "#lib/connection-failure.ts";

/** How long what a pool was already asked for may take once another has taken its place, before it is closed. */
const leavingMs = 5_000;
/** How long, from then on, what is still under way may take. */
const endingSeconds = 5;
/** Longer than any queue for connections that somebody still wants to wait in. */
const patienceMs = 15_000;

/** A pool, whether it has answered, and how those who wait for one of its connections hear that it is left. */
type Generation = {
  readonly sql: Sql;
  readonly answers: () => Promise<unknown>;
  readonly waiting: Set<() => void>;
};

/**
 * A postgres.js pool that takes no harm from connections that fail. After one, postgres.js 3.4.9 may never answer a request
 * for a connection, give a connection to a request that has failed already, or keep what it had for a closed socket and
 * send it before everything else on the next one. So a pool that has lost a connection is left to finish what it has, and
 * another that `open` makes takes its place, and is asked for connections once it has answered a query, which fails well.
 * Listening has a connection of its own, which is made again where it was.
 */
export function selfHealingPool(open: (lost: () => void) => Sql): Sql {
  const leaving = new Set<Sql>();
  let ended = false;
  const begin = (): Generation => {
    const sql = open(() => renew(generation));
    let answer: Promise<unknown> | null = null;
    const answers = async () => await (answer ??= sql.unsafe("select 1").execute());
    const generation: Generation = { sql, answers, waiting: new Set() };
    return generation;
  };
  let current = begin();
  const renew = (failed: Generation) => {
    if (failed !== current || ended) return;
    current = begin();
    for (const giveUp of failed.waiting) giveUp();
    leaving.add(failed.sql);
    const close = () => {
      leaving.delete(failed.sql);
      void failed.sql.end({ timeout: endingSeconds });
    };
    setTimeout(close, leavingMs).unref();
  };
  const reserve = async () => {
    const until = performance.now() + patienceMs;
    for (let left = patienceMs; left > 0; left = until - performance.now()) {
      const asked = current;
      try {
        // eslint-disable-next-line no-await-in-loop -- the next is asked only when this one is left
        const reserved = await reserveFrom(asked, left);
        if (reserved) return reserved;
      } catch (error) {
        renew(asked);
        throw error;
      }
    }
    throw connectionFailure("No connection to the database was free in time.");
  };
  const listener = open(() => {});
  const end: Sql["end"] = async (options) => {
    ended = true;
    await Promise.all([listener, current.sql, ...leaving].map((sql) => sql.end(options)));
  };
  const listen: Sql["listen"] = (...request) => listener.listen(...request);
  const own = { reserve, end, listen };
  return new Proxy(listener, {
    apply: (_target, self, args): unknown => Reflect.apply(current.sql, self, args),
    get: (_target, key): unknown => Reflect.get(key in own ? own : current.sql, key),
  });
}

/** A connection of the pool, or null when the pool is left before it has one, or it takes too long. */
async function reserveFrom(asked: Generation, ms: number): Promise<ReservedSql | null> {
  const { promise: nothing, resolve } = Promise.withResolvers<null>();
  const giveUp = () => resolve(null);
  asked.waiting.add(giveUp);
  const timer = setTimeout(giveUp, ms);
  const request = asked.answers().then(() => asked.sql.reserve());
  try {
    const reserved = await Promise.race([request, nothing]);
    // Nobody waits for it any more: whether it comes late or fails, it goes back.
    if (!reserved) request.then((late) => late.release()).catch(() => {});
    return reserved;
  } finally {
    clearTimeout(timer);
    asked.waiting.delete(giveUp);
  }
}
