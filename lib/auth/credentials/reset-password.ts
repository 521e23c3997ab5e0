import { randomBytes } from "node:crypto";

import type { Database } from "#db/client.ts";
import { lockAccount, replacePassword } from "#db/queries/people/access.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { noAccount } from "#lib/auth/accounts/confirm.ts";

import { forgetFailures } from "./attempt.ts";
import { hashPassword } from "./password.ts";

/**
 * A new password for the account of `email`, made here: 120 random bits. The old one, every session, every API token
 * and the count of wrong tries end with it. Throws `not_found` where there is no such account.
 */
export async function newPassword(db: Database, email: string): Promise<string> {
  const password = randomBytes(15).toString("base64url");
  const passwordHash = await hashPassword(password);
  await transaction(db, async (tx) => {
    const account = await lockAccount(tx, email);
    if (!account) throw noAccount(email);
    await replacePassword(tx, { userId: account.id, passwordHash });
    await forgetFailures(tx, email);
    await record(tx, { action: "password.changed", by: "command line", target: email });
  });
  return password;
}
