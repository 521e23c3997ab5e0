import type { Database } from "#db/client.ts";
import { findLink, type MailLink, useLink } from "#db/queries/mail/mail-links.ts";
import { confirmAddress } from "#db/queries/people/access.ts";
import { mergeGuest } from "#db/queries/people/merge-guest.ts";
import { findAccount, type SignInView } from "#db/queries/people/users.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { attempt } from "#lib/auth/credentials/attempt.ts";
import { passwordMatches } from "#lib/auth/credentials/password.ts";
import { suspended } from "#lib/auth/credentials/sign-in.ts";
import { openAccount } from "#lib/auth/credentials/sign-up.ts";
import { AppError } from "#lib/errors.ts";

import { hashLinkToken } from "./link-token.ts";

type Confirming = { token: string; password: string; guestId: string | null; address: string };

/**
 * Confirms the address that a link was sent to, and signs in. A sign-up becomes its account here. It takes the password
 * as well: else whoever signed up with another's address would have an account as soon as the other follows the link.
 */
export async function confirmByLink(db: Database, asked: Confirming): Promise<SignInView> {
  const { address, password, token } = asked;
  const kinds = ["sign_up", "confirm"] as const;
  const link = await findLink(db, { hash: hashLinkToken(token), kinds });
  if (!link) throw goneLink("Sign up again, or sign in and ask for another one in Settings.");
  const proved = await attempt(db, { email: link.email, address }, async () => {
    const account = link.kind === "confirm" ? await findAccount(db, link.email) : null;
    const passwordHash = link.kind === "confirm" ? account?.passwordHash : link.passwordHash;
    return (await passwordMatches(passwordHash, password)) ? { account } : null;
  });
  if (!proved) {
    const by = { by: "nobody signed in", from: address, target: link.email } as const;
    await record(db, { action: "sign_in.failed", ...by });
    const sentence = "This is not the password that was chosen with this address";
    throw new AppError("invalid", sentence, { fields: { password: [sentence] } });
  }
  return await transaction(db, async (tx) => await useUp(tx, { ...asked, ...proved, link }));
}

async function useUp(
  tx: Database,
  { account, address, guestId, link }: Confirming & { account: SignInView | null; link: MailLink },
): Promise<SignInView> {
  if (!(await useLink(tx, link))) throw goneLink("Sign in instead.");
  const { email, name, passwordHash } = link;
  if (!account) {
    if (name === null || passwordHash === null) throw new Error("A sign-up without a password.");
    const made = { email, name, passwordHash, confirmed: true };
    return await openAccount(tx, made, { guestId, address });
  }
  if (account.suspendedAt) throw suspended();
  await confirmAddress(tx, account.id);
  await record(tx, { action: "account.confirmed", by: account, from: address });
  if (guestId && (await mergeGuest(tx, { guestId, userId: account.id }))) {
    const merged = { by: account, from: address, target: guestId };
    await record(tx, { action: "account.guest_merged", ...merged });
  }
  return account;
}

/** The one answer to a link that was never made, was used, was replaced or is too old. */
export function goneLink(next: string): AppError {
  return new AppError("invalid", `This link was used already, or is too old. ${next}`);
}
