import { and, eq, getTableColumns, isNull } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

import type { Database } from "#db/client.ts";
import { aiCalls } from "#db/schema/ai.ts";
import { apiTokens, users } from "#db/schema/auth.ts";
import { consents } from "#db/schema/consents.ts";
import { importMappings, portfolios } from "#db/schema/portfolios.ts";
import { workflowSchedules } from "#db/schema/schedules.ts";
import { idempotencyKeys, workflowDefinitions, workflowExecutions } from "#db/schema/workflows.ts";

import { mostTokens } from "./api-tokens.ts";

/** As many schedules one person may have. */
export const mostSchedules = 20;

/**
 * Every column that says whose a row is. A new table with an owner adds its column here. A test compares the list with
 * the database's references to `users`.
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
 * Hands everything a guest owns to an account and removes the guest. Does nothing, and says `false`, when `guestId` is
 * not a guest: only guests can be taken over. Where both used the same idempotency key, the account's request is the
 * one that counts. What only so many of are allowed (tokens, schedules, which guests had before they needed an account)
 * comes along as far as there is room, the latest first. Call inside a transaction.
 */
export async function mergeGuest(
  tx: Database,
  params: { guestId: string; userId: string },
): Promise<boolean> {
  const isGuest = and(eq(users.id, params.guestId), isNull(users.email));
  const [guest] = await tx.select({ id: users.id }).from(users).where(isGuest).for("update");
  if (!guest || params.guestId === params.userId) return false;
  await makeRoom(tx, params);
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
  return true;
}

/** Takes away from the guest what the account cannot take. */
async function makeRoom(
  tx: Database,
  { guestId, userId }: { guestId: string; userId: string },
): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
  await tx.$client`
    delete from idempotency_keys theirs using idempotency_keys kept
    where theirs.owner_id = ${guestId}::uuid and kept.owner_id = ${userId}::uuid
      and kept.scope = theirs.scope and kept.key = theirs.key`;
  const pinned = await tx.$client<{ id: string }[]>`
    select distinct workflow_id as id from workflow_executions where user_id = ${guestId}::uuid`;
  const inUse = JSON.stringify(pinned.map(({ id }) => id));
  await tx.$client`
    delete from workflow_definitions theirs using workflow_definitions kept
    where theirs.owner_id = ${guestId}::uuid and kept.owner_id = ${userId}::uuid
      and kept.workflow_id = theirs.workflow_id and kept.version = theirs.version
      and kept.execution_id is null and theirs.execution_id is null
      and not theirs.id in (select jsonb_array_elements_text(${inUse}::text::jsonb)::uuid)`;
  await tx.$client`
    delete from api_tokens where id in (
      select id from api_tokens where user_id = ${guestId}::uuid order by created_at desc, id desc
      offset greatest(0, ${mostTokens}::int - (
        select count(*) from api_tokens where user_id = ${userId}::uuid and expires_at > now()
      ))
    )`;
  await tx.$client`
    delete from workflow_schedules where id in (
      select id from workflow_schedules where owner_id = ${guestId}::uuid order by created_at desc, id desc
      offset greatest(0, ${mostSchedules}::int - (
        select count(*) from workflow_schedules where owner_id = ${userId}::uuid
      ))
    )`;
}
