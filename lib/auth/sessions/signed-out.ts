import type { Database } from "#db/client.ts";
import { endSession } from "#db/queries/people/access.ts";

import { lastUse, sessionIdOf } from "./session-token.ts";

/** Ends the session of a token on the server: its cookie counts no longer, wherever a copy of it is. */
export async function signedOut(
  db: Database,
  token: Readonly<Record<string, unknown>> & { sub: string },
): Promise<void> {
  const sessionId = sessionIdOf(token);
  await endSession(db, { userId: token.sub, sessionId, until: lastUse(new Date()) });
}
