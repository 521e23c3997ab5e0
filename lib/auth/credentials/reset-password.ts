import { randomBytes } from "node:crypto";

import type { Database } from "#db/client.ts";
import { findAccount, replacePassword } from "#db/queries/people/users.ts";
import { transaction } from "#db/transaction.ts";
import { limits, restore } from "#lib/auth/limits.ts";
import { AppError } from "#lib/errors.ts";

import { hashPassword } from "./password.ts";

/**
 * Sets a generated password (120 random bits) for the account of `email`. The old one, every session and the count of
 * wrong tries end with it. Throws `not_found` where there is no such account.
 */
export async function newPassword(db: Database, email: string): Promise<string> {
  const password = randomBytes(15).toString("base64url");
  const passwordHash = await hashPassword(password);
  await transaction(db, async (tx) => {
    const account = await findAccount(tx, email);
    if (!account) throw new AppError("not_found", `There is no account with the address ${email}.`);
    await replacePassword(tx, { userId: account.id, passwordHash });
    await restore(tx, limits.signInByEmail, email);
  });
  return password;
}
