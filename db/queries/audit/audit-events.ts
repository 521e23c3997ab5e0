import { and, desc, eq, lt } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

export type AuditEvent = {
  id: number;
  at: Date;
  action: string;
  actorId: string | null;
  actor: string;
  origin: string | null;
  target: string | null;
  details: JsonObject;
};

/** Adds to the log of what was done. Nothing takes away from it or changes it. */
export async function appendAuditEvent(
  db: Database,
  event: Omit<AuditEvent, "id" | "at">,
): Promise<void> {
  await db.insert(auditEvents).values(event);
}

/** What was done, the latest first, from before `before` on; of one kind, where one is named. */
export async function listAuditEvents(
  db: Database,
  params: { before: number | null; action: string | null; limit: number },
): Promise<AuditEvent[]> {
  const { action, before, limit } = params;
  return await db
    .select()
    .from(auditEvents)
    .where(
      and(
        before === null ? undefined : lt(auditEvents.id, before),
        action === null ? undefined : eq(auditEvents.action, action),
      ),
    )
    .orderBy(desc(auditEvents.id))
    .limit(limit);
}
