import { and, eq, isNull, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { type Role, users } from "#db/schema/auth.ts";

/** Who somebody is. A guest has no email address. */
export type UserView = { id: string; name: string; email: string | null; role: Role };

/** What signing in has to know. `passwordHash` is null for accounts that work by API token only. */
export type SignInView = UserView & { passwordHash: string | null; sessionVersion: number };

const view = { id: users.id, name: users.name, email: users.email, role: users.role };
const signInView = {
  ...view,
  passwordHash: users.passwordHash,
  sessionVersion: users.sessionVersion,
};

/** The user of a session, or `null` when the session has ended or the user no longer exists. */
export async function getSessionUser(
  db: Database,
  params: { userId: string; sessionVersion: number },
): Promise<UserView | null> {
  const [user] = await db
    .select(view)
    .from(users)
    .where(and(eq(users.id, params.userId), eq(users.sessionVersion, params.sessionVersion)))
    .limit(1);
  return user ?? null;
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

/** A new account. Throws an error that `isEmailTaken` when the address has one already. */
export async function createAccount(
  db: Database,
  account: { email: string; name: string; passwordHash: string | null; role?: Role },
): Promise<SignInView> {
  const [created] = await db.insert(users).values(account).returning(signInView);
  return created!;
}

/**
 * Turns a guest into an account: the same row, so everything of theirs stays theirs, and their guest
 * sessions end. `null` when there is no such guest. Throws like `createAccount`.
 */
export async function promoteGuest(
  db: Database,
  params: { guestId: string; email: string; name: string; passwordHash: string },
): Promise<SignInView | null> {
  const { guestId, ...account } = params;
  const [promoted] = await db
    .update(users)
    .set({ ...account, sessionVersion: sql`${users.sessionVersion} + 1` })
    .where(and(eq(users.id, guestId), isNull(users.email)))
    .returning(signInView);
  return promoted ?? null;
}

/** Replaces a user's password, and ends every session of theirs. */
export async function replacePassword(
  db: Database,
  { userId, passwordHash }: { userId: string; passwordHash: string },
): Promise<void> {
  await db
    .update(users)
    .set({ passwordHash, sessionVersion: sql`${users.sessionVersion} + 1` })
    .where(eq(users.id, userId));
}

/** Ends every session of a user. */
export async function endSessions(db: Database, userId: string): Promise<void> {
  await db
    .update(users)
    .set({ sessionVersion: sql`${users.sessionVersion} + 1` })
    .where(eq(users.id, userId));
}

/** Gives an account its role. */
export async function setRole(db: Database, params: { userId: string; role: Role }): Promise<void> {
  await db.update(users).set({ role: params.role }).where(eq(users.id, params.userId));
}
