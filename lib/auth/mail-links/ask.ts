import type { Database } from "#db/client.ts";
import { askForLink } from "#db/queries/mail/mail-links.ts";
import { transaction } from "#db/transaction.ts";
import { type Actor, record } from "#lib/audit/record.ts";
import { acceptSignUp, type SignUp } from "#lib/auth/credentials/sign-up.ts";
import { limits, consume } from "#lib/auth/limits.ts";

const day = 24;

/**
 * Takes a sign-up, and queues a mail to its address. Does the same work whether the address has an account or not:
 * which mail it becomes is found out when it is sent, so neither the answer nor the time that it takes tells.
 */
export async function askToSignUp(db: Database, posted: SignUp, address: string): Promise<void> {
  const { email, name, passwordHash } = await acceptSignUp(db, posted, address);
  await transaction(db, async (tx) => {
    await askForLink(tx, { kind: "sign_up", email, name, passwordHash, hours: day });
    const by = { by: "nobody signed in", from: address, target: email } as const;
    await record(tx, { action: "sign_up.asked", ...by });
  });
}

/** Queues a mail by which a forgotten password is replaced. Does the same for an address that has no account. */
export async function askForReset(db: Database, email: string, address: string): Promise<void> {
  await consume(db, limits.linksByAddress, address);
  await transaction(db, async (tx) => {
    await askForLink(tx, { kind: "reset", email, name: null, passwordHash: null, hours: 1 });
    const by = { by: "nobody signed in", from: address, target: email } as const;
    await record(tx, { action: "password.reset_asked", ...by });
  });
}

/** Queues a mail by which somebody who has an account confirms its address. */
export async function askToConfirm(
  db: Database,
  by: Exclude<Actor, string>,
  address: string,
): Promise<void> {
  await consume(db, limits.linksByAddress, address);
  const { email } = by;
  if (email === null) return;
  await transaction(db, async (tx) => {
    await askForLink(tx, { kind: "confirm", email, name: null, passwordHash: null, hours: day });
  });
}
