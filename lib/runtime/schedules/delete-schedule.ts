import type { Database } from "#db/client.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";

import { removeSchedule } from "./schedules.ts";

/**
 * Ends a person's schedule on their own word, which goes into the audit log. Throws `not_found` where it is not theirs.
 */
export async function deleteScheduleOf(
  db: Database,
  by: { id: string; email: string | null },
  { scheduleId, from }: { scheduleId: string; from: string },
): Promise<void> {
  await transaction(db, async (tx) => {
    await removeSchedule(tx, { scheduleId, ownerId: by.id });
    await record(tx, { action: "schedule.deleted", by, from, target: scheduleId });
  });
}
