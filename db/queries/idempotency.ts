import { and, eq } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { idempotencyKeys } from "#db/schema/workflows.ts";

export type Request = {
  ownerId: string;
  /** What the key is for: keys of different places do not meet. */
  scope: string;
  key: string;
  /** A hash of what was asked. */
  fingerprint: string;
};

export type Claim =
  | { status: "new" }
  | { status: "done"; executionId: string }
  | { status: "other_request" };

/**
 * Claims a key for a request within the transaction that carries it out. Two claims at the same time wait for each
 * other: the second learns what the first did.
 */
export async function claimKey(
  tx: Database,
  request: Request,
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
