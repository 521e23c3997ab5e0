import type { Database } from "#db/client.ts";
import { mergeGuest } from "#db/queries/people/merge-guest.ts";
import { findAccount, type SignInView } from "#db/queries/people/users.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { AppError } from "#lib/errors.ts";

import { attempt } from "./attempt.ts";
import { passwordMatches } from "./password.ts";

/**
 * The account of an email address and its password. What a guest did moves to it. A wrong password and an unknown
 * address get the same sentence and cost the same work, so that neither reveals who has an account.
 */
export async function signIn(
  db: Database,
  params: { email: string; password: string; guestId: string | null; address: string },
): Promise<SignInView> {
  const { email, password, guestId, address } = params;
  const account = await attempt(db, { email, address }, async () => {
    const found = await findAccount(db, email);
    const matches = await passwordMatches(found?.passwordHash, password);
    return found && matches ? found : null;
  });
  const nobody = { by: "nobody signed in", from: address, target: email } as const;
  if (!account) {
    await record(db, { action: "sign_in.failed", ...nobody });
    const sentence = "Email address or password is not correct";
    throw new AppError("invalid", sentence, { fields: { email: [sentence] } });
  }
  if (account.suspendedAt) {
    await record(db, { action: "sign_in.suspended", ...nobody });
    throw suspended();
  }
  const by = { by: account, from: address };
  await transaction(db, async (tx) => {
    await record(tx, { action: "sign_in.succeeded", ...by });
    if (guestId && (await mergeGuest(tx, { guestId, userId: account.id }))) {
      await record(tx, { action: "account.guest_merged", ...by, target: guestId });
    }
  });
  return account;
}

/** Told only to who knows the password: others learn nothing of the account. */
export function suspended(): AppError {
  const sentence = "This account is suspended. Ask whoever runs this installation.";
  return new AppError("forbidden", sentence);
}
