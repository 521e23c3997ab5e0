import "server-only";
import { headers } from "next/headers";

import { db } from "#db/index.ts";
import { endSession } from "#db/queries/people/access.ts";
import { getSessionUser } from "#db/queries/people/users.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { clientAddress } from "#lib/auth/client-address.ts";

import { auth, signOut } from "./next-auth.ts";
import { lastUse } from "./session-token.ts";

/** Ends the session of this request, on the server first: where that fails, nobody is told that they are signed out. */
export async function leave(): Promise<void> {
  const session = await auth();
  const user = session && (await getSessionUser(db, session));
  if (session && user) {
    const { sessionId, userId } = session;
    const from = clientAddress(await headers());
    await transaction(db, async (tx) => {
      await endSession(tx, { userId, sessionId, until: lastUse(new Date()) });
      await record(tx, { action: "session.ended", by: user, from });
    });
  }
  await signOut({ redirect: false });
}
