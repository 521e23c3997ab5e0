import { bigint, index, pgTable, text, uuid, varchar } from "drizzle-orm/pg-core";

import { moment } from "./timestamp.ts";

/** Jobs that were found orphaned and queued again, or were removed from the queue by hand. `key` is the job's. */
export const workflowRepairs = pgTable(
  "workflow_repairs",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    key: text().notNull(),
    what: text({ enum: ["queued_again", "removed"] }).notNull(),
    executionId: uuid(),
    stepId: varchar({ length: 255 }),
    at: moment().notNull().defaultNow(),
  },
  (table) => [index("workflow_repairs_by_key").on(table.key)],
);
