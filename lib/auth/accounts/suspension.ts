import type { Database } from "#db/client.ts";
import { lockAccount, reinstate, suspend } from "#db/queries/people/access.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";

import { noAccount } from "./confirm.ts";

/**
 * Keeps an account out: its sessions, API tokens and open streams end at once, its schedules start nothing, and nobody
 * signs in to it. Nothing of it is deleted. `false` where it was out already; `not_found` where there is none.
 */
export async function suspendAccount(db: Database, email: string): Promise<boolean> {
  return await change(db, email, "account.suspended");
}

/**
 * Lets a suspended account in again, by its password. API tokens have to be made anew. `false` where it was not out.
 */
export async function reinstateAccount(db: Database, email: string): Promise<boolean> {
  return await change(db, email, "account.reinstated");
}

async function change(
  db: Database,
  email: string,
  action: "account.suspended" | "account.reinstated",
): Promise<boolean> {
  return await transaction(db, async (tx) => {
    const account = await lockAccount(tx, email);
    if (!account) throw noAccount(email);
    const work = action === "account.suspended" ? suspend : reinstate;
    const changed = await work(tx, account.id);
    if (changed) await record(tx, { action, by: "command line", target: email });
    return changed;
  });
}
