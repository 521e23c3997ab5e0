import { and, eq, isNull, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { endedSessions, type Role, users } from "#db/schema/auth.ts";

import { announceAccessEnded } from "./access.ts";

/** Who somebody is. A guest has no email address. */
export type UserView = { id: string; name: string; email: string | null; role: Role };

/** What signing in has to know. `passwordHash` is null for accounts that work by API token only. */
export type SignInView = UserView & {
  passwordHash: string | null;
  sessionVersion: number;
  /** Since when they are kept out; null for nearly everybody. */
  suspendedAt: Date | null;
};

const view = { id: users.id, name: users.name, email: users.email, role: users.role };
const signInView = {
  ...view,
  passwordHash: users.passwordHash,
  sessionVersion: users.sessionVersion,
  suspendedAt: users.suspendedAt,
};

/** What a session says of itself. Without an id it cannot have been signed out of by itself. */
export type SessionClaim = { userId: string; sessionVersion: number; sessionId?: string };

/**
 * The user of a session, or `null` when it has been ended, or the user is gone or suspended. Notes once a day that they
 * were here.
 */
export async function getSessionUser(
  db: Database,
  { userId, sessionVersion, sessionId = "" }: SessionClaim,
): Promise<UserView | null> {
  const [found] = await db
    .select({ ...view, unseen: sql<boolean>`${users.lastSeenAt} < now() - interval '1 day'` })
    .from(users)
    .where(
      and(
        eq(users.id, userId),
        eq(users.sessionVersion, sessionVersion),
        isNull(users.suspendedAt),
        sql`not exists (select from ${endedSessions} where ${endedSessions.id} = ${sessionId})`,
      ),
    )
    .limit(1);
  if (!found) return null;
  const { unseen, ...user } = found;
  if (unseen) {
    await db
      .update(users)
      .set({ lastSeenAt: sql`now()` })
      .where(eq(users.id, userId));
  }
  return user;
}

/** The account with this email address, however it is capitalised. */
export async function findAccount(db: Database, email: string): Promise<SignInView | null> {
  const [user] = await db
    .select(signInView)
    .from(users)
    .where(eq(sql`lower(${users.email})`, sql`lower(${email})`))
    .limit(1);
  return user ?? null;
}

/** A user without an account, for trying things out. */
export async function createGuest(db: Database): Promise<SignInView> {
  const [guest] = await db.insert(users).values({ name: "Guest" }).returning(signInView);
  return guest!;
}

/** Whether a statement failed because its email address has an account already. Drizzle wraps the server's error. */
export function isEmailTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("constraint_name" in error) return error.constraint_name === "users_email_key";
  return isEmailTaken(error.cause);
}

type NewAccount = {
  email: string;
  name: string;
  passwordHash: string | null;
  /** Whether the address is known to be theirs. */
  confirmed?: boolean;
};

/**
 * A new account. One that is made with a role is made by somebody who vouches for its address. Throws an error that
 * `isEmailTaken` when the address has one already.
 */
export async function createAccount(
  db: Database,
  { confirmed, role = "user", ...account }: NewAccount & { role?: Role },
): Promise<SignInView> {
  const confirmedAt = confirmed === true || role !== "user" ? sql`now()` : null;
  const [created] = await db
    .insert(users)
    .values({ ...account, role, confirmedAt })
    .returning(signInView);
  return created!;
}

/**
 * Turns a guest into an account: the same row, so everything of theirs stays theirs, and their guest
 * sessions end. `null` when there is no such guest. Throws like `createAccount`.
 */
export async function promoteGuest(
  db: Database,
  params: NewAccount & { guestId: string },
): Promise<SignInView | null> {
  const { guestId, confirmed, ...account } = params;
  const confirmedAt = confirmed === true ? sql`now()` : null;
  const [promoted] = await db
    .update(users)
    .set({ ...account, confirmedAt, sessionVersion: sql`${users.sessionVersion} + 1` })
    .where(and(eq(users.id, guestId), isNull(users.email)))
    .returning(signInView);
  return promoted ?? null;
}

/** Ends every session of a user. Their API tokens go on. */
export async function endSessions(db: Database, userId: string): Promise<void> {
  await db
    .update(users)
    .set({ sessionVersion: sql`${users.sessionVersion} + 1` })
    .where(eq(users.id, userId));
  await announceAccessEnded(db, userId);
}
