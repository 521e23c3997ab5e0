import { and, count, desc, eq, gt, isNull, lt, ne, or, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { apiTokens, type TokenScope, users } from "#db/schema/auth.ts";

import { announceAccessEnded } from "./access.ts";
import type { UserView } from "./users.ts";

export type ApiTokenView = {
  id: string;
  name: string;
  scope: TokenScope;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date;
};

/** As many live tokens one person may have. */
export const mostTokens = 20;

/**
 * Stores the hash of a new token. With an id that its owner has used before, as when the answer got lost and they ask
 * again, it replaces that token. `false` when the id is somebody else's.
 */
export async function createApiToken(
  db: Database,
  token: {
    id?: string;
    userId: string;
    name: string;
    scope: TokenScope;
    hash: string;
    /** From now, by the database's clock; 90 where nothing else is said. */
    days?: number;
  },
): Promise<boolean> {
  const { days = 90, ...values } = token;
  const { hash, name, scope, userId } = values;
  const expiresAt = sql`now() + make_interval(days => ${days})`;
  const kept = await db
    .insert(apiTokens)
    .values({ ...values, expiresAt })
    .onConflictDoUpdate({
      target: apiTokens.id,
      set: { hash, name, scope, expiresAt },
      setWhere: eq(apiTokens.userId, userId),
    })
    .returning({ id: apiTokens.id });
  return kept.length > 0;
}

/**
 * How many tokens of a person still work, but for the one with this id. Who asks inside a transaction is alone with
 * this person's tokens until it is over, so that two that are made at once are both counted.
 */
export async function countLiveTokens(
  tx: Database,
  { userId, except }: { userId: string; except: string },
): Promise<number> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
  const [counted] = await tx
    .select({ live: count() })
    .from(apiTokens)
    .where(
      and(
        eq(apiTokens.userId, userId),
        gt(apiTokens.expiresAt, sql`now()`),
        ne(apiTokens.id, except),
      ),
    );
  return counted?.live ?? 0;
}

/** A person's tokens, newest first. */
export async function listApiTokens(db: Database, userId: string): Promise<ApiTokenView[]> {
  return await db
    .select({
      id: apiTokens.id,
      name: apiTokens.name,
      scope: apiTokens.scope,
      createdAt: apiTokens.createdAt,
      lastUsedAt: apiTokens.lastUsedAt,
      expiresAt: apiTokens.expiresAt,
    })
    .from(apiTokens)
    .where(eq(apiTokens.userId, userId))
    .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id));
}

/** Revokes a token of its owner; `false` when they have no such token. */
export async function deleteApiToken(
  db: Database,
  params: { tokenId: string; userId: string },
): Promise<boolean> {
  const deleted = await db
    .delete(apiTokens)
    .where(and(eq(apiTokens.id, params.tokenId), eq(apiTokens.userId, params.userId)))
    .returning({ id: apiTokens.id });
  if (deleted.length > 0) await announceAccessEnded(db, params.userId);
  return deleted.length > 0;
}

/**
 * Whose token has this hash, and what it may do; nobody's where it has expired or they are suspended. Notes its use, to
 * the minute.
 */
export async function redeemApiToken(
  db: Database,
  hash: string,
): Promise<{ user: UserView; scope: TokenScope } | null> {
  const [found] = await db
    .select({
      user: { id: users.id, name: users.name, email: users.email, role: users.role },
      scope: apiTokens.scope,
    })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.userId))
    .where(
      and(eq(apiTokens.hash, hash), gt(apiTokens.expiresAt, sql`now()`), isNull(users.suspendedAt)),
    )
    .limit(1);
  if (!found) return null;
  const stale = or(
    isNull(apiTokens.lastUsedAt),
    lt(apiTokens.lastUsedAt, sql`now() - interval '1 minute'`),
  );
  // to the minute: a busy client must not cost a write per request
  await db
    .update(apiTokens)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiTokens.hash, hash), stale));
  return found;
}
