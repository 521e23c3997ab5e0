import type { Database } from "#db/client.ts";
import { lockAccount, setRole } from "#db/queries/people/access.ts";
import type { Role } from "#db/schema/auth.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { AppError } from "#lib/errors.ts";

import { noAccount } from "./confirm.ts";

/**
 * Gives an account its role and ends its sessions and tokens, unless it has that role already (`false`). Anybody can
 * sign up with any address: so a role goes only to an account whose address is confirmed, and `conflict` says so.
 */
export async function giveRole(
  db: Database,
  { email, role }: { email: string; role: Role },
): Promise<boolean> {
  return await transaction(db, async (tx) => {
    const account = await lockAccount(tx, email);
    if (!account) throw noAccount(email);
    if (role !== "user" && account.confirmedAt === null) {
      const sentence = `Nobody has confirmed yet that ${email} is the address of whoever signed up with it. Ask them, then run: npm run -s confirm -- ${email}`;
      throw new AppError("conflict", sentence);
    }
    const changed = await setRole(tx, { userId: account.id, role });
    if (changed) {
      const details = { from: account.role, to: role };
      await record(tx, { action: "role.given", by: "command line", target: email, details });
    }
    return changed;
  });
}
