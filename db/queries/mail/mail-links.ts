import { and, eq, gt, isNotNull, isNull, lt, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { type LinkKind, mailLinks } from "#db/schema/auth.ts";

export type MailLink = {
  id: string;
  kind: LinkKind;
  email: string;
  /** What a sign-up chose, until its address is confirmed. */
  name: string | null;
  passwordHash: string | null;
};

const view = {
  id: mailLinks.id,
  kind: mailLinks.kind,
  email: mailLinks.email,
  name: mailLinks.name,
  passwordHash: mailLinks.passwordHash,
};

/**
 * Notes that a link is to be sent, and queues the mail for it, in one transaction with whatever else happens: the mail
 * is not lost where the process ends, and nobody waits for the mail server. The job holds nothing but the link's id.
 */
export async function askForLink(
  tx: Database,
  link: Omit<MailLink, "id"> & { hours: number },
): Promise<void> {
  const { hours, ...values } = link;
  const expiresAt = sql`now() + make_interval(hours => ${hours})`;
  const [kept] = await tx
    .insert(mailLinks)
    .values({ ...values, expiresAt })
    .returning({ id: mailLinks.id });
  const payload = JSON.stringify({ linkId: kept!.id });
  await tx.$client`
    select graphile_worker.add_job('mail', ${payload}::text::json, max_attempts => 10)`;
}

/** A link that is to be sent; `null` where it has been used, has expired or is gone. */
export async function linkToSend(db: Database, id: string): Promise<MailLink | null> {
  const [found] = await db
    .select(view)
    .from(mailLinks)
    .where(and(eq(mailLinks.id, id), ...usable))
    .limit(1);
  return found ?? null;
}

/** Keeps the hash of what the mail will hold. A mail that is made again makes the one before worthless. */
export async function keepLinkHash(
  db: Database,
  { id, hash }: { id: string; hash: string },
): Promise<void> {
  await db.update(mailLinks).set({ hash }).where(eq(mailLinks.id, id));
}

/** The link with this hash, if it can still be used. */
export async function findLink(
  db: Database,
  { hash, kinds }: { hash: string; kinds: readonly LinkKind[] },
): Promise<MailLink | null> {
  const [found] = await db
    .select(view)
    .from(mailLinks)
    .where(and(eq(mailLinks.hash, hash), ...usable))
    .limit(1);
  return found && kinds.includes(found.kind) ? found : null;
}

/**
 * Uses a link up, with every other of its kind for the same address. `false` where that has happened already: of two at
 * the same time one uses it.
 */
export async function useLink(tx: Database, { id, kind, email }: MailLink): Promise<boolean> {
  const used = await tx
    .update(mailLinks)
    .set({ usedAt: sql`now()` })
    .where(and(eq(mailLinks.id, id), ...usable))
    .returning({ id: mailLinks.id });
  if (used.length === 0) return false;
  await tx
    .update(mailLinks)
    .set({ usedAt: sql`now()` })
    .where(and(eq(mailLinks.email, email), eq(mailLinks.kind, kind), isNull(mailLinks.usedAt)));
  return true;
}

/** Deletes what can no longer be used, the passwords of sign-ups that were not confirmed included. */
export async function deleteDeadLinks(db: Database): Promise<void> {
  await db.delete(mailLinks).where(lt(mailLinks.expiresAt, sql`now()`));
  await db.delete(mailLinks).where(isNotNull(mailLinks.usedAt));
}

const usable = [isNull(mailLinks.usedAt), gt(mailLinks.expiresAt, sql`now()`)];
