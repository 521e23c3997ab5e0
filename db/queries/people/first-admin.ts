import { and, eq, notExists, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { firstAdminCodes, users } from "#db/schema/auth.ts";

/** Whether somebody looks after this installation. */
export async function hasAdmin(db: Database): Promise<boolean> {
  const admin = eq(users.role, "admin");
  const rows = await db.select({ id: users.id }).from(users).where(admin).limit(1);
  return rows.length > 0;
}

/** Keeps the hash of the code that makes the first admin, in the place of an earlier one. */
export async function keepFirstAdminCode(db: Database, hash: string): Promise<void> {
  await db
    .insert(firstAdminCodes)
    .values({ hash })
    .onConflictDoUpdate({ target: firstAdminCodes.id, set: { hash, createdAt: sql`now()` } });
}

/** Takes the code away, if this is its hash and there is no admin: of two who enter it, one has it. */
export async function takeFirstAdminCode(tx: Database, hash: string): Promise<boolean> {
  const admins = tx.select({ id: users.id }).from(users).where(eq(users.role, "admin"));
  const taken = await tx
    .delete(firstAdminCodes)
    .where(and(eq(firstAdminCodes.hash, hash), notExists(admins)))
    .returning({ id: firstAdminCodes.id });
  return taken.length > 0;
}
