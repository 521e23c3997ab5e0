import type { Database } from "#db/client.ts";
import { findLink, useLink } from "#db/queries/mail/mail-links.ts";
import { lockAccount, replacePassword } from "#db/queries/people/access.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { forgetFailures } from "#lib/auth/credentials/attempt.ts";
import { refuseGuessable } from "#lib/auth/credentials/password-strength.ts";
import { hashPassword } from "#lib/auth/credentials/password.ts";
import { limits, consume } from "#lib/auth/limits.ts";

import { goneLink } from "./confirm-by-link.ts";
import { hashLinkToken } from "./link-token.ts";

/**
 * Puts another password in the place of a forgotten one, for whoever can read the mail of its address, which that
 * confirms. Every session, every API token and the count of wrong tries end with the old one.
 */
export async function resetByLink(
  db: Database,
  { address, password, token }: { token: string; password: string; address: string },
): Promise<void> {
  await consume(db, limits.linksByAddress, address);
  const link = await findLink(db, { hash: hashLinkToken(token), kinds: ["reset"] });
  if (!link) throw goneLink("Ask for another one.");
  refuseGuessable(password, [link.email]);
  const passwordHash = await hashPassword(password);
  await transaction(db, async (tx) => {
    const account = await lockAccount(tx, link.email);
    if (!account || !(await useLink(tx, link))) throw goneLink("Ask for another one.");
    await replacePassword(tx, { userId: account.id, passwordHash, confirmed: true });
    await forgetFailures(tx, link.email);
    await record(tx, { action: "password.changed", by: account, from: address });
  });
}
