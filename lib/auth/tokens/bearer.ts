import "server-only";
import type { Database } from "#db/client.ts";
import { db } from "#db/index.ts";
import { redeemApiToken } from "#db/queries/people/api-tokens.ts";
import { isSameOrigin } from "#lib/auth/same-origin.ts";
import { asViewer, getViewer, type Viewer } from "#lib/auth/sessions/viewer.ts";
import { AppError } from "#lib/errors.ts";

import { hashApiToken, readBearer } from "./api-token.ts";

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * The caller of the API: the owner of the bearer token, or the person whose session cookie came along. Throws
 * `unauthenticated` for anybody else, and `forbidden` when the token may only read or when another site sent a write
 * along with the cookie.
 */
export async function viewerOfRequest(request: Request): Promise<Viewer> {
  const reads = reading.has(request.method);
  const token = readBearer(request.headers.get("authorization"));
  if (token !== undefined) return await viewerOfToken(db, { token, reads });
  const viewer = await getViewer();
  if (!viewer) throw new AppError("unauthenticated", "Sign in, or send an API token.");
  if (!reads && !isSameOrigin(request.headers)) {
    throw new AppError("forbidden", "Another site sent this request. Use an API token instead.");
  }
  return viewer;
}

/** The owner of a token with this permission. `null` stands for a header with no token of ours in it. */
export async function viewerOfToken(
  database: Database,
  params: { token: string | null; reads: boolean },
): Promise<Viewer> {
  const found = params.token && (await redeemApiToken(database, hashApiToken(params.token)));
  if (!found) {
    throw new AppError(
      "unauthenticated",
      "This API token is not known or has expired. Make one in Settings.",
    );
  }
  if (!params.reads && found.scope === "read") {
    throw new AppError("forbidden", "This API token may only read. Make one that may also write.");
  }
  return asViewer(found.user);
}
