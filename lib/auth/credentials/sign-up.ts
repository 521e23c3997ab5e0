import type { Database } from "#db/client.ts";
import {
  createAccount,
  isEmailTaken,
  promoteGuest,
  type SignInView,
} from "#db/queries/people/users.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { limits, consume } from "#lib/auth/limits.ts";
import { AppError } from "#lib/errors.ts";

import { refuseGuessable } from "./password-strength.ts";
import { hashPassword } from "./password.ts";

/** What a sign-up form asks for. */
export type SignUp = { name: string; email: string; password: string };

/** Counts a sign-up of an address, judges the password, and says what to keep of it. */
export async function acceptSignUp(
  db: Database,
  { email, name, password }: SignUp,
  address: string,
): Promise<NewAccount> {
  await consume(db, limits.joinByAddress, address);
  refuseGuessable(password, [email, name]);
  return {
    email,
    name: name || (email.split("@")[0] ?? email),
    passwordHash: await hashPassword(password),
  };
}

/** An account that is about to be made. */
export type NewAccount = { email: string; name: string; passwordHash: string; confirmed?: boolean };

/**
 * Makes an account of parsed sign-up answers, where no mail is sent: a guest becomes that account and keeps everything.
 * An address that is taken is refused as such, which tells that it has an account.
 */
export async function signUp(
  db: Database,
  params: SignUp & { guestId: string | null; address: string },
): Promise<SignInView> {
  const account = await acceptSignUp(db, params, params.address);
  return await openAccount(db, account, params);
}

/** Makes the account, or the guest into it. Throws `conflict` where the address has one. */
export async function openAccount(
  db: Database,
  account: NewAccount,
  { guestId, address }: { guestId: string | null; address: string },
): Promise<SignInView> {
  try {
    return await transaction(db, async (tx) => {
      const promoted = guestId ? await promoteGuest(tx, { ...account, guestId }) : null;
      const made = promoted ?? (await createAccount(tx, account));
      const details = { confirmed: account.confirmed === true, guest: promoted !== null };
      await record(tx, { action: "account.created", by: made, from: address, details });
      return made;
    });
  } catch (error) {
    if (!isEmailTaken(error)) throw error;
    const sentence = "This email address has an account already. Sign in instead";
    throw new AppError("conflict", sentence, { fields: { email: [sentence] } });
  }
}
