import type { Database } from "#db/client.ts";
import { clearHits, countHit } from "#db/queries/people/rate-limits.ts";
import { AppError } from "#lib/errors.ts";

type Limit = { name: string; hits: number; windowSeconds: number };

const quarterHour = 15 * 60;
const hour = 60 * 60;

/**
 * Wrong passwords for one account, tries from one address, requests to solve and questions of one person, new people
 * from one address.
 */
export const limits = {
  signInByEmail: { name: "sign-in email", hits: 10, windowSeconds: quarterHour },
  signInByAddress: { name: "sign-in address", hits: 60, windowSeconds: quarterHour },
  solveByPerson: { name: "solve", hits: 120, windowSeconds: quarterHour },
  askByPerson: { name: "ask", hits: 40, windowSeconds: quarterHour },
  joinByAddress: { name: "join address", hits: 100, windowSeconds: hour },
} as const satisfies Record<string, Limit>;

/** The refusal of an action that was done too often. */
export class RateLimited extends AppError {
  override readonly retryAfterSeconds: number;

  constructor(secondsLeft: number) {
    const minutes = Math.max(1, Math.ceil(secondsLeft / 60));
    const wait = `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
    super("rate_limited", `Too many tries. Wait ${wait}, then try again.`);
    this.retryAfterSeconds = Math.max(1, secondsLeft);
  }
}

/** Counts one action of `subject`, or refuses it with `rate_limited` once the window's share is used. */
export async function consume(db: Database, limit: Limit, subject: string): Promise<void> {
  const { hits, secondsLeft } = await countHit(db, {
    key: keyOf(limit, subject),
    windowSeconds: limit.windowSeconds,
  });
  if (hits > limit.hits) throw new RateLimited(secondsLeft);
}

/** Gives `subject` its full share back. */
export async function restore(db: Database, limit: Limit, subject: string): Promise<void> {
  await clearHits(db, keyOf(limit, subject));
}

const keyOf = (limit: Limit, subject: string) => `${limit.name}: ${subject}`;
