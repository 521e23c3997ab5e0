import { z } from "zod";

import type { Database } from "#db/client.ts";
import { keepLinkHash, linkToSend, type MailLink } from "#db/queries/mail/mail-links.ts";
import { isConfirmed } from "#db/queries/people/access.ts";
import { countHit } from "#db/queries/people/rate-limits.ts";
import { findAccount, type SignInView } from "#db/queries/people/users.ts";
import { keyOf, limits } from "#lib/auth/limits.ts";
import { log } from "#lib/log.ts";
import { confirmLetter, resetLetter, takenLetter } from "#lib/mail/account-letters.ts";
import type { Letter } from "#lib/mail/letter.ts";
import { sendMail } from "#lib/mail/send.ts";

import { linkTo, makeLinkToken } from "./link-token.ts";

export const mailJob = z.object({ linkId: z.uuid() });

/**
 * Makes and sends the mail that a link was asked for by. Tried again, it sends another mail, whose link takes the place
 * of the one before. Nobody gets more than a few an hour, however often others ask.
 */
export async function sendLink(
  db: Database,
  { linkId }: z.output<typeof mailJob>,
  attempt: number,
): Promise<void> {
  const link = await linkToSend(db, linkId);
  if (!link) return;
  const { token, hash } = makeLinkToken();
  const letter = await letterFor(db, link, token);
  if (!letter) return;
  if (attempt === 1 && (await isTooMany(db, link.email))) {
    log.info("a mail was not sent, since its recipient got many", { kind: link.kind });
    return;
  }
  await keepLinkHash(db, { id: link.id, hash });
  await sendMail(link.email, letter);
}

/** Null where nobody is to be written to. */
async function letterFor(db: Database, link: MailLink, token: string): Promise<Letter | null> {
  const account = await findAccount(db, link.email);
  switch (link.kind) {
    case "sign_up":
      return account
        ? takenLetter({ signIn: linkTo("/sign-in"), forgotten: linkTo("/forgotten-password") })
        : confirmLetter(linkTo("/confirm", token));
    case "reset":
      return isIn(account) ? resetLetter(linkTo("/reset-password", token)) : null;
    case "confirm":
      return isIn(account) && !(await isConfirmed(db, account.id))
        ? confirmLetter(linkTo("/confirm", token))
        : null;
  }
}

function isIn(account: SignInView | null): account is SignInView {
  return account !== null && account.suspendedAt === null;
}

async function isTooMany(db: Database, email: string): Promise<boolean> {
  const { hits: most, windowSeconds } = limits.mailsByRecipient;
  const { hits } = await countHit(db, {
    key: keyOf(limits.mailsByRecipient, email),
    windowSeconds,
  });
  return hits > most;
}
