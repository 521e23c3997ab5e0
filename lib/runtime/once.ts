import { createHash } from "node:crypto";

import type { Database } from "#db/client.ts";
import { claimKey } from "#db/queries/idempotency.ts";
import { AppError } from "#lib/errors.ts";

/**
 * Claims an idempotency key for this request, or returns the execution that the same request started or changed before.
 * The same key for another request is refused: answering it with the first one's result would hide a mistake.
 */
export async function once(
  tx: Database,
  params: { ownerId: string; scope: string; key: string; request: unknown; executionId: string },
): Promise<string | null> {
  const { ownerId, scope, key, executionId } = params;
  const fingerprint = createHash("sha256").update(JSON.stringify(params.request)).digest("hex");
  const claim = await claimKey(tx, { ownerId, scope, key, fingerprint }, executionId);
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
