import { eq } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { consents } from "#db/schema/consents.ts";

/** Whether a person has read how this works. */
export async function hasUnderstood(db: Database, userId: string): Promise<boolean> {
  const rows = await db
    .select({ id: consents.id })
    .from(consents)
    .where(eq(consents.userId, userId))
    .limit(1);
  return rows.length > 0;
}

/** Records that a person has read how this works, and when. */
export async function recordUnderstood(db: Database, userId: string): Promise<void> {
  await db.insert(consents).values({ userId });
}
