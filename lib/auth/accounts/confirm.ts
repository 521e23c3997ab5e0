import type { Database } from "#db/client.ts";
import { confirmAddress, lockAccount } from "#db/queries/people/access.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { AppError } from "#lib/errors.ts";

/**
 * Notes, on the word of whoever runs the installation, that an address is its account's. `false` where that was known
 * already. Throws `not_found` where there is no such account.
 */
export async function confirmByOperator(db: Database, email: string): Promise<boolean> {
  return await transaction(db, async (tx) => {
    const account = await lockAccount(tx, email);
    if (!account) throw noAccount(email);
    const isNew = await confirmAddress(tx, account.id);
    if (isNew) await record(tx, { action: "account.confirmed", by: "command line", target: email });
    return isNew;
  });
}

export function noAccount(email: string): AppError {
  return new AppError("not_found", `There is no account with the address ${email}.`);
}
