import type { Database } from "#db/client.ts";
import { mergeGuest } from "#db/queries/people/merge-guest.ts";
import { findAccount, type SignInView } from "#db/queries/people/users.ts";
import { transaction } from "#db/transaction.ts";
import { limits, restore, consume } from "#lib/auth/limits.ts";
import { AppError } from "#lib/errors.ts";

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
  await consume(db, limits.signInByAddress, address);
  await consume(db, limits.signInByEmail, email);
  const account = await findAccount(db, email);
  const matches = await passwordMatches(account?.passwordHash, password);
  if (!account || !matches) {
    const sentence = "Email address or password is not correct";
    throw new AppError("invalid", sentence, { fields: { email: [sentence] } });
  }
  await restore(db, limits.signInByEmail, email);
  if (guestId) {
    await transaction(db, async (tx) => await mergeGuest(tx, { guestId, userId: account.id }));
  }
  return account;
}
