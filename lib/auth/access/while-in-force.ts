import "server-only";
import type { Database } from "#db/client.ts";
import { redeemApiToken } from "#db/queries/people/api-tokens.ts";
import { getSessionUser } from "#db/queries/people/users.ts";
import { auth } from "#lib/auth/sessions/next-auth.ts";
import { hashApiToken, readBearer } from "#lib/auth/tokens/api-token.ts";

import { accessWatchOf } from "./access-watch.ts";

/**
 * What `open` gives, for as long as the request's session or API token counts: a sign-out, a new password, another role
 * or a suspension ends it, as does the signal of the request. `open` is given the signal that says so. Call it while
 * the request is being answered.
 */
export async function whileInForce<T>(
  db: Database,
  request: Request,
  userId: string,
  open: (signal: AbortSignal) => AsyncIterable<T>,
): Promise<AsyncGenerator<T>> {
  const look = await credentialOf(db, request);
  return during(db, { userId, look, signal: request.signal }, open);
}

async function* during<T>(
  db: Database,
  { userId, look, signal }: { userId: string; look: () => Promise<boolean>; signal: AbortSignal },
  open: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const over = new AbortController();
  const leave = await accessWatchOf(db).watch(userId, look, () => over.abort());
  try {
    yield* open(AbortSignal.any([signal, over.signal]));
  } finally {
    leave();
  }
}

/** Reads from the request what it was signed with, and gives a way to ask again whether that counts. */
async function credentialOf(db: Database, request: Request): Promise<() => Promise<boolean>> {
  const token = readBearer(request.headers.get("authorization"));
  if (token) {
    const hash = hashApiToken(token);
    return async () => (await redeemApiToken(db, hash)) !== null;
  }
  const session = await auth();
  return async () => session !== null && (await getSessionUser(db, session)) !== null;
}
