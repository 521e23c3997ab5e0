import { randomUUID } from "node:crypto";

import type { Database } from "#db/client.ts";
import { createAccount, findAccount } from "#db/queries/people/users.ts";
import type { Role } from "#db/schema/auth.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { giveRole } from "#lib/auth/accounts/roles.ts";

import { makeToken } from "./make-token.ts";

/**
 * A new token that may write, for the account of `email`, for 90 days. A missing account is made, without a password:
 * whoever runs the installation vouches for its address. A given role becomes the account's, if its address is
 * confirmed.
 */
export async function issueToken(
  db: Database,
  { email, role }: { email: string; role?: Role | undefined },
): Promise<string> {
  return await transaction(db, async (tx) => {
    const name = email.split("@")[0] ?? email;
    const account =
      (await findAccount(tx, email)) ??
      (await createAccount(tx, { email, name, passwordHash: null, confirmed: true }));
    if (role) await giveRole(tx, { email, role });
    const given = { name: "Command line", scope: "write", days: 90 } as const;
    const token = await makeToken(tx, { ...given, id: randomUUID(), userId: account.id });
    await record(tx, {
      action: "token.made",
      by: "command line",
      target: email,
      details: given,
    });
    return token;
  });
}
