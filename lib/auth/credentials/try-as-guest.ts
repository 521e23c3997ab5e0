import type { Database } from "#db/client.ts";
import { createGuest, type SignInView } from "#db/queries/people/users.ts";
import { limits, consume } from "#lib/auth/limits.ts";

/** A new guest for somebody who wants to try without an account. */
export async function tryAsGuest(db: Database, address: string): Promise<SignInView> {
  await consume(db, limits.joinByAddress, address);
  return await createGuest(db);
}
