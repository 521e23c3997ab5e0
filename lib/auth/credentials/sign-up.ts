import type { Database } from "#db/client.ts";
import {
  createAccount,
  isEmailTaken,
  promoteGuest,
  type SignInView,
} from "#db/queries/people/users.ts";
import { limits, consume } from "#lib/auth/limits.ts";
import { AppError } from "#lib/errors.ts";

import { hashPassword } from "./password.ts";

/** Makes an account of parsed sign-up answers; a guest becomes that account and keeps everything. */
export async function signUp(
  db: Database,
  params: {
    name: string;
    email: string;
    password: string;
    guestId: string | null;
    address: string;
  },
): Promise<SignInView> {
  const { email, password, guestId, address } = params;
  await consume(db, limits.joinByAddress, address);
  const name = params.name || (email.split("@")[0] ?? email);
  const account = { email, name, passwordHash: await hashPassword(password) };
  try {
    const promoted = guestId ? await promoteGuest(db, { ...account, guestId }) : null;
    return promoted ?? (await createAccount(db, account));
  } catch (error) {
    if (!isEmailTaken(error)) throw error;
    const sentence = "This email address has an account already. Sign in instead";
    throw new AppError("conflict", sentence, { fields: { email: [sentence] } });
  }
}
