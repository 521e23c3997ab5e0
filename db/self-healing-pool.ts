import type { ReservedSql, Sql } from "postgres";

import { connectionFailure } from "#lib/connection-failure.ts";

/** How long a replaced pool may take to finish its queries before it is closed. */
const leavingMs = 5_000;
/** How long, from then on, running queries may still take. */
const endingSeconds = 5;
/** Longer than anybody should wait in a queue for connections. */
const patienceMs = 15_000;

/** A pool, whether it has answered, and a promise for those who wait for one of its connections that it is given up. */
type Generation = {
  readonly sql: Sql;
  readonly answers: () => Promise<unknown>;
  readonly waiting: Set<() => void>;
};

/**
 * A postgres.js pool that survives failed connections. After one, postgres.js 3.4.9 may never answer a request for a
 * connection, give a connection to a request that has already failed, or keep the statements for a closed socket and
 * send them before everything else on the next one. So a pool that has lost a connection only finishes what it has. A
 * new pool from `open` replaces it. Connections are requested from the new pool once it has answered a query, because
 * queries fail cleanly. Listening has a pool of its own that is never replaced, because postgres.js renews a listening
 * connection itself.
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
        // eslint-disable-next-line no-await-in-loop -- the next pool is asked only when this one is given up
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

/** A connection of the pool, or null when the pool is given up before it has one, or it takes too long. */
async function reserveFrom(asked: Generation, ms: number): Promise<ReservedSql | null> {
  const { promise: nothing, resolve } = Promise.withResolvers<null>();
  const giveUp = () => resolve(null);
  asked.waiting.add(giveUp);
  const timer = setTimeout(giveUp, ms);
  const request = asked.answers().then(() => asked.sql.reserve());
  try {
    const reserved = await Promise.race([request, nothing]);
    // Nobody waits for the connection any more. If it comes late, it is released; if it fails, nobody needs to know.
    if (!reserved) request.then((late) => late.release()).catch(() => {});
    return reserved;
  } finally {
    clearTimeout(timer);
    asked.waiting.delete(giveUp);
  }
}
