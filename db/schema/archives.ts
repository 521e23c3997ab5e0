import { customType, integer, pgTable, uuid } from "drizzle-orm/pg-core";

import { moment } from "./timestamp.ts";
import { workflowExecutions } from "./workflows.ts";

const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** The steps, events, texts and drafts of an execution that ended long ago: one compressed row. */
export const workflowArchives = pgTable("workflow_archives", {
  executionId: uuid()
    .primaryKey()
    .references(() => workflowExecutions.id, { onDelete: "cascade" }),
  archivedAt: moment().notNull().defaultNow(),
  /** For lists, which do not unpack anything. */
  completedSteps: integer().notNull(),
  data: bytes().notNull(),
});
