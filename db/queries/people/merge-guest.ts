import { and, eq, getTableColumns, isNull } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

import type { Database } from "#db/client.ts";
import { aiCalls } from "#db/schema/ai.ts";
import { apiTokens, users } from "#db/schema/auth.ts";
import { consents } from "#db/schema/consents.ts";
import { importMappings, portfolios } from "#db/schema/portfolios.ts";
import { workflowSchedules } from "#db/schema/schedules.ts";
import { idempotencyKeys, workflowDefinitions, workflowExecutions } from "#db/schema/workflows.ts";

/**
 * Every column that says whose a row is. A table that people own rows of adds its column here;
 * a test compares the list with the database's references to `users`.
 */
export const ownerColumns: readonly PgColumn[] = [
  aiCalls.ownerId,
  apiTokens.userId,
  consents.userId,
  idempotencyKeys.ownerId,
  importMappings.ownerId,
  portfolios.ownerId,
  workflowDefinitions.ownerId,
  workflowExecutions.userId,
  workflowSchedules.ownerId,
];

/**
 * Hands everything a guest owns to an account and removes the guest. Does nothing when `guestId` is
 * not a guest: only guests can be taken over. Call inside a transaction.
 */
export async function mergeGuest(
  tx: Database,
  params: { guestId: string; userId: string },
): Promise<void> {
  const isGuest = and(eq(users.id, params.guestId), isNull(users.email));
  const [guest] = await tx.select({ id: users.id }).from(users).where(isGuest).for("update");
  if (!guest) return;
  for (const column of ownerColumns) {
    const { table } = column;
    const [property] =
      Object.entries(getTableColumns(table)).find(([, candidate]) => candidate === column) ?? [];
    if (!property) throw new Error(`${column.name} is not a column of its table.`);
    await tx
      .update(table)
      .set({ [property]: params.userId })
      .where(eq(column, params.guestId));
  }
  await tx.delete(users).where(isGuest);
}
