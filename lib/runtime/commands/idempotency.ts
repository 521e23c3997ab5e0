import { createHash } from "node:crypto";

import type { Database } from "#db/client.ts";
import { claimKey, type KeyedRequest } from "#db/queries/executions/idempotency.ts";
import { AppError } from "#lib/errors.ts";

/**
 * The identity of a request by the key that its sender gave it, so that a repetition is recognized. Null without a key.
 */
export function idempotentRequest({
  ownerId,
  scope,
  key,
  request,
}: {
  ownerId: string;
  scope: string;
  key: string | null;
  request: unknown;
}): KeyedRequest | null {
  if (key === null) return null;
  const fingerprint = createHash("sha256").update(JSON.stringify(request)).digest("hex");
  return { ownerId, scope, key, fingerprint };
}

/**
 * Claims the key of this request, or returns the execution that the same request started or changed before. The same
 * key with another request is refused: answering it with the first one's result would hide a mistake.
 */
export async function claimOnce(
  tx: Database,
  request: KeyedRequest,
  executionId: string,
): Promise<string | null> {
  const claim = await claimKey(tx, request, executionId);
  switch (claim.status) {
    case "new":
      return null;
    case "done":
      return claim.executionId;
    case "other_request":
      throw new AppError(
        "conflict",
        "This Idempotency-Key was used for another request. Use a new key for each request.",
      );
  }
}
