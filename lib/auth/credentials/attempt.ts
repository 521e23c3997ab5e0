import type { Database } from "#db/client.ts";
import { clearHits, clearHitsOfAll, countHit, readHits } from "#db/queries/people/rate-limits.ts";
import { keyOf, limits, RateLimited } from "#lib/auth/limits.ts";

import { Turnstile } from "./turnstile.ts";

/** Who tries to get in where. */
export type Attempt = { email: string; address: string };

/**
 * So many tries of one address are looked at together, the others after them: as many tries at once as somebody can
 * send would else all be looked at before the first is counted.
 */
const turnstile = new Turnstile(4, 200);

/**
 * Does `check`, which says `null` for a wrong password, unless too many have failed from this address, to this account
 * or to any: then it throws `rate_limited`. Only failures count, and never for an account alone: nobody elsewhere can
 * lock its owner out.
 */
export async function attempt<T>(
  db: Database,
  who: Attempt,
  check: () => Promise<T | null>,
): Promise<T | null> {
  return await turnstile.pass(who.address, async () => {
    const counters = countersOf(who);
    for (const { limit, key } of counters) {
      // eslint-disable-next-line no-await-in-loop -- the first that refuses is enough
      const { hits, secondsLeft } = await readHits(db, key);
      if (hits >= limit.hits) throw new RateLimited(secondsLeft);
    }
    const result = await check();
    if (result === null) {
      const { windowSeconds } = limits.signInByAddress;
      await Promise.all(counters.map(({ key }) => countHit(db, { key, windowSeconds })));
    } else await clearHits(db, counters[0].key);
    return result;
  });
}

/** Forgets the failures at one account, from wherever: its password is another now. */
export async function forgetFailures(db: Database, email: string): Promise<void> {
  await clearHitsOfAll(db, keyOf(limits.signInByPair, `${email} `));
}

function countersOf({ email, address }: Attempt) {
  const { signInByAddress, signInByPair } = limits;
  return [
    { limit: signInByPair, key: keyOf(signInByPair, `${email} ${address}`) },
    { limit: signInByAddress, key: keyOf(signInByAddress, address) },
  ] as const;
}
