import type { Database } from "#db/client.ts";
import { countHit } from "#db/queries/people/rate-limits.ts";
import { AppError } from "#lib/errors.ts";

type Limit = { name: string; hits: number; windowSeconds: number };

const quarterHour = 15 * 60;
const hour = 60 * 60;

/**
 * Failed sign-ins from one address, to one account and to any; requests to solve and questions of one person; new
 * people, links asked for and mails to one recipient.
 */
export const limits = {
  signInByPair: { name: "sign-in pair", hits: 10, windowSeconds: quarterHour },
  signInByAddress: { name: "sign-in address", hits: 60, windowSeconds: quarterHour },
  solveByPerson: { name: "solve", hits: 120, windowSeconds: quarterHour },
  askByPerson: { name: "ask", hits: 40, windowSeconds: quarterHour },
  linksByAddress: { name: "links address", hits: 20, windowSeconds: hour },
  mailsByRecipient: { name: "mails recipient", hits: 5, windowSeconds: hour },
  codesByPerson: { name: "codes", hits: 10, windowSeconds: hour },
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

export const keyOf = (limit: Limit, subject: string) => `${limit.name}: ${subject}`;
