import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uuid, varchar } from "drizzle-orm/pg-core";

import type { JsonObject } from "#lib/engine/value/json.ts";

import { users } from "./auth.ts";
import { moment } from "./timestamp.ts";
import { workflowExecutions } from "./workflows.ts";

/** Runs that start by themselves. While a schedule is enabled, a job in the queue represents its next run. */
export const workflowSchedules = pgTable(
  "workflow_schedules",
  {
    id: uuid()
      .primaryKey()
      .default(sql`new_id()`),
    ownerId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    workflowId: varchar({ length: 100 }).notNull(),
    /** Null starts the version that is the newest at the time. */
    version: varchar({ length: 20 }),
    inputs: jsonb().$type<JsonObject>().notNull(),
    cron: varchar({ length: 100 }).notNull(),
    timeZone: varchar({ length: 100 }).notNull(),
    enabled: boolean().notNull().default(true),
    /** Null while it is paused. */
    nextAt: moment(),
    /** The planned moment of the latest run, whether it could be started or not. */
    lastAt: moment(),
    lastExecutionId: uuid().references(() => workflowExecutions.id, { onDelete: "set null" }),
    lastError: text(),
    /** How many missed runs the latest one replaces, because the service was down. */
    missed: integer().notNull().default(0),
    /** Starts that failed one after another. */
    failures: integer().notNull().default(0),
    /** Of the request that made it, where that had an idempotency key. */
    fingerprint: varchar({ length: 64 }),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index("workflow_schedules_by_owner").on(table.ownerId, table.createdAt)],
);
