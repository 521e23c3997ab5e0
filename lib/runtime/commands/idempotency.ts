import { createHash } from "node:crypto";

import type { Database } from "#db/client.ts";
import { claimKey, type KeyedRequest } from "#db/queries/executions/idempotency.ts";
import { canonicalJson } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";

/**
 * A request under the key that its sender gave it, so that the same one is known when it comes again; null without one.
 * `request` is all that was asked: whatever is left out of it is not noticed when it differs.
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
  return { ownerId, scope, key, fingerprint: fingerprintOf(request) };
}

/** A hash of everything that was asked: equal for equal requests, whatever the order of their names. */
export function fingerprintOf(request: unknown): string {
  return createHash("sha256").update(canonicalJson(request)).digest("hex");
}

/** The refusal of a key that came with another request before: the first one's result would hide a mistake. */
export function usedForOther(): AppError {
  return new AppError(
    "conflict",
    "This Idempotency-Key was used for another request. Use a new key for each request.",
  );
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
      throw usedForOther();
  }
}
