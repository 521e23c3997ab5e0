import { bigint, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";

import type { JsonObject } from "#lib/engine/value/json.ts";

import { moment } from "./timestamp.ts";

/**
 * Who did what, when, from where and on what. Append-only: a trigger of the database refuses every change of a row. No
 * reference leads to a person, since what they did stays on record when they are gone.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment().notNull().defaultNow(),
    action: text().notNull(),
    /** Null for the service itself, for whoever runs it, and for somebody who is not signed in. */
    actorId: uuid(),
    /** What the actor was called at the time: an address, "guest", "command line", "service". */
    actor: text().notNull(),
    /** The network address that it came from, where it came over the network. */
    origin: text(),
    /** What it was done to. */
    target: text(),
    details: jsonb().$type<JsonObject>().notNull().default({}),
  },
  (table) => [
    index("audit_events_by_action").on(table.action, table.id),
    index("audit_events_by_actor").on(table.actorId, table.id),
  ],
);
