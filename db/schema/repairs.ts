import { bigint, index, pgTable, text, timestamp, uuid, varchar } from "drizzle-orm/pg-core";

/** Jobs that were found lost and queued again, or were taken off the queue by hand. `key` is the job's. */
export const workflowRepairs = pgTable(
  "workflow_repairs",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    key: text().notNull(),
    what: text({ enum: ["queued_again", "removed"] }).notNull(),
    executionId: uuid(),
    stepId: varchar({ length: 255 }),
    at: timestamp({ withTimezone: true, mode: "date" }).notNull().defaultNow(),
  },
  (table) => [index("workflow_repairs_by_key").on(table.key)],
);
