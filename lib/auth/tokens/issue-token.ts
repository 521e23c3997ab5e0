import type { Database } from "#db/client.ts";
import { createApiToken } from "#db/queries/people/api-tokens.ts";
import { createAccount, findAccount, setRole } from "#db/queries/people/users.ts";
import type { Role } from "#db/schema/auth.ts";
import { transaction } from "#db/transaction.ts";

import { makeApiToken } from "./api-token.ts";

/**
 * A new token that may write, for the account of `email`. A missing account is created, without a password. A given
 * role becomes the account's.
 */
export async function issueToken(
  db: Database,
  { email, role }: { email: string; role?: Role | undefined },
): Promise<string> {
  const { token, hash } = makeApiToken();
  await transaction(db, async (tx) => {
    const account =
      (await findAccount(tx, email)) ??
      (await createAccount(tx, { email, name: email.split("@")[0] ?? email, passwordHash: null }));
    if (role) await setRole(tx, { userId: account.id, role });
    await createApiToken(tx, {
      userId: account.id,
      name: "Command line",
      scope: "write",
      hash,
    });
  });
  return token;
}
