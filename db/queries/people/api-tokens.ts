import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { apiTokens, type TokenScope, users } from "#db/schema/auth.ts";

import type { UserView } from "./users.ts";

export type ApiTokenView = {
  id: string;
  name: string;
  scope: TokenScope;
  createdAt: Date;
  lastUsedAt: Date | null;
};

/**
 * Stores the hash of a new token. With an id that its owner has used before, as when the answer got lost and they ask
 * again, it replaces that token. `false` when the id is somebody else's.
 */
export async function createApiToken(
  db: Database,
  token: { id?: string; userId: string; name: string; scope: TokenScope; hash: string },
): Promise<boolean> {
  const { hash, name, scope, userId } = token;
  const kept = await db
    .insert(apiTokens)
    .values(token)
    .onConflictDoUpdate({
      target: apiTokens.id,
      set: { hash, name, scope },
      setWhere: eq(apiTokens.userId, userId),
    })
    .returning({ id: apiTokens.id });
  return kept.length > 0;
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
  return deleted.length > 0;
}

/** The owner and scope of the token with this hash. Records its use. */
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
    .where(eq(apiTokens.hash, hash))
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
