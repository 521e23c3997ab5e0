import { and, eq, isNotNull, isNull, lt, ne, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { apiTokens, endedSessions, type Role, users } from "#db/schema/auth.ts";

/** Where it is told that sessions or tokens of somebody have ended; what is told is whose. */
export const accessChannel = "access_ended";

/**
 * Tells every process that holds something open for this person to look whether it still may. Heard with the commit.
 */
export async function announceAccessEnded(db: Database, userId: string): Promise<void> {
  await db.$client`select pg_notify(${accessChannel}, ${userId})`;
}

/** Ends one session, for as long as its cookie could be shown again. */
export async function endSession(
  db: Database,
  session: { userId: string; sessionId: string; until: Date },
): Promise<void> {
  const { sessionId: id, until, userId } = session;
  await db.insert(endedSessions).values({ id, until }).onConflictDoNothing();
  await announceAccessEnded(db, userId);
}

/** Forgets the ended sessions whose cookies no longer count anyway. */
export async function forgetEndedSessions(db: Database): Promise<void> {
  await db.delete(endedSessions).where(lt(endedSessions.until, sql`now()`));
}

/** Ends every session and API token of somebody. */
async function endAccess(tx: Database, userId: string): Promise<void> {
  await tx.delete(apiTokens).where(eq(apiTokens.userId, userId));
  await announceAccessEnded(tx, userId);
}

const nextVersion = sql`${users.sessionVersion} + 1`;

/**
 * Puts another password in place of an account's, and ends all its sessions and tokens. `confirmed` where the way to it
 * shows that the address is theirs. Call inside a transaction, as all of these.
 */
export async function replacePassword(
  tx: Database,
  params: { userId: string; passwordHash: string; confirmed?: boolean },
): Promise<void> {
  const { userId, passwordHash, confirmed } = params;
  await tx
    .update(users)
    .set({
      passwordHash,
      sessionVersion: nextVersion,
      ...(confirmed && { confirmedAt: sql`coalesce(${users.confirmedAt}, now())` }),
    })
    .where(eq(users.id, userId));
  await endAccess(tx, userId);
}

/** What there is to know of an account beside who it is. */
export type AccountState = {
  id: string;
  email: string | null;
  role: Role;
  confirmedAt: Date | null;
  suspendedAt: Date | null;
};

/** The state of an account, which stays as it is until the transaction is over. */
export async function lockAccount(tx: Database, email: string): Promise<AccountState | null> {
  const { id, confirmedAt, role, suspendedAt } = users;
  const [found] = await tx
    .select({ id, email: users.email, role, confirmedAt, suspendedAt })
    .from(users)
    .where(eq(sql`lower(${users.email})`, sql`lower(${email})`))
    .for("update");
  return found ?? null;
}

/** Whether somebody's address is known to be theirs. */
export async function isConfirmed(db: Database, userId: string): Promise<boolean> {
  const [found] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), isNotNull(users.confirmedAt)));
  return found !== undefined;
}

/** Notes that an address is its account's. `false` where that was known. */
export async function confirmAddress(db: Database, userId: string): Promise<boolean> {
  const confirmed = await db
    .update(users)
    .set({ confirmedAt: sql`now()` })
    .where(and(eq(users.id, userId), isNull(users.confirmedAt)))
    .returning({ id: users.id });
  return confirmed.length > 0;
}

/**
 * Gives a confirmed account its role, and ends what it held by the one before. `false` where it had that role already.
 * The database refuses a role for an account that is not confirmed.
 */
export async function setRole(
  tx: Database,
  { userId, role }: { userId: string; role: Role },
): Promise<boolean> {
  const changed = await tx
    .update(users)
    .set({ role, sessionVersion: nextVersion })
    .where(and(eq(users.id, userId), ne(users.role, role)))
    .returning({ id: users.id });
  if (changed.length > 0) await endAccess(tx, userId);
  return changed.length > 0;
}

/** Keeps somebody out, at once and everywhere, until they are let in again. `false` where they were out already. */
export async function suspend(tx: Database, userId: string): Promise<boolean> {
  const suspended = await tx
    .update(users)
    .set({ suspendedAt: sql`now()`, sessionVersion: nextVersion })
    .where(and(eq(users.id, userId), isNull(users.suspendedAt)))
    .returning({ id: users.id });
  if (suspended.length > 0) await endAccess(tx, userId);
  return suspended.length > 0;
}

/** Lets a suspended account in again. `false` where it was not out. */
export async function reinstate(db: Database, userId: string): Promise<boolean> {
  const reinstated = await db
    .update(users)
    .set({ suspendedAt: null })
    .where(and(eq(users.id, userId), isNotNull(users.suspendedAt)))
    .returning({ id: users.id });
  return reinstated.length > 0;
}

/** Whether somebody is kept out. */
export async function isSuspended(db: Database, userId: string): Promise<boolean> {
  const [found] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), isNotNull(users.suspendedAt)));
  return found !== undefined;
}
