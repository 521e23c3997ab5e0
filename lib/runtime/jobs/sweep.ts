import type { CronItem } from "graphile-worker";

import type { Database } from "#db/client.ts";
import { deleteDeadLinks } from "#db/queries/mail/mail-links.ts";
import { forgetEndedSessions } from "#db/queries/people/access.ts";
import { deleteGuest, listStaleGuests } from "#db/queries/people/stale-guests.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";

/**
 * A guest's cookie counts for 30 days after their last visit, which is noted to the day: after this long nobody can
 * come back to what they did. The privacy page says so.
 */
export const guestDays = 45;

/** So few that steps of people's runs, which share the queue and the database, hardly wait for it. */
const batchSize = 20;

/** Deletes what nobody needs any more, every night. */
export const sweeping = {
  task: "sweep",
  match: "29 4 * * *",
  identifier: "sweep",
  options: { backfillPeriod: 86_400_000, maxAttempts: 3, jobKey: "sweep" },
} satisfies CronItem;

/**
 * Deletes links that are dead, sessions that ended long ago, and the next few guests whom nobody came back to, with all
 * that was theirs. Says whether there are more, for a job of its own.
 */
export async function sweep(db: Database): Promise<boolean> {
  await deleteDeadLinks(db);
  await forgetEndedSessions(db);
  const stale = await listStaleGuests(db, { days: guestDays, limit: batchSize });
  let deleted = 0;
  for (const guestId of stale) {
    // eslint-disable-next-line no-await-in-loop -- one at a time: a guest may have much
    const gone = await transaction(
      db,
      async (tx) => await deleteGuest(tx, { guestId, days: guestDays }),
    );
    if (gone) deleted += 1;
  }
  if (deleted > 0)
    await record(db, { action: "guests.deleted", by: "service", details: { deleted } });
  return deleted === batchSize;
}
