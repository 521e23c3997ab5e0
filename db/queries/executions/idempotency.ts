import { and, eq } from "drizzle-orm";
import postgres from "postgres";

import type { Database } from "#db/client.ts";
import { idempotencyKeys } from "#db/schema/workflows.ts";

export type KeyedRequest = {
  ownerId: string;
  /** What the key is for. Keys of different scopes are independent. */
  scope: string;
  key: string;
  /** A hash of the request. */
  fingerprint: string;
};

export type Claim =
  | { status: "new" }
  | { status: "done"; executionId: string }
  | { status: "other_request" };

/**
 * Claims a key for a request within the transaction that processes it. Two claims at the same time wait for each other,
 * and the second one returns what the first did.
 */
export async function claimKey(
  tx: Database,
  request: KeyedRequest,
  executionId: string,
): Promise<Claim> {
  const [claimed] = await tx
    .insert(idempotencyKeys)
    .values({ ...request, executionId })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (claimed) return { status: "new" };
  const [known] = await tx
    .select({
      fingerprint: idempotencyKeys.fingerprint,
      executionId: idempotencyKeys.executionId,
    })
    .from(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.ownerId, request.ownerId),
        eq(idempotencyKeys.scope, request.scope),
        eq(idempotencyKeys.key, request.key),
      ),
    );
  if (known?.fingerprint !== request.fingerprint) return { status: "other_request" };
  return { status: "done", executionId: known.executionId };
}

/** A part of the statement that changes an `execution`: claims the key for it, or makes the whole statement fail. */
export function claimedBy(db: Database, { ownerId, scope, key, fingerprint }: KeyedRequest) {
  return db.$client`claimed as (
      insert into idempotency_keys (owner_id, scope, key, fingerprint, execution_id)
      select ${ownerId}::uuid, ${scope}, ${key}, ${fingerprint}, id from execution
    ),`;
}

/** Whether a statement failed because its key had already been claimed. */
export function isClaimedAlready(error: unknown): boolean {
  const { constraint_name: broken = null } = error instanceof postgres.PostgresError ? error : {};
  return broken === "idempotency_keys_owner_id_scope_key_pk";
}
