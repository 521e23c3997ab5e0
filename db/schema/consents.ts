import { sql } from "drizzle-orm";
import { index, pgTable, uuid } from "drizzle-orm/pg-core";

import { users } from "./auth.ts";
import { moment } from "./timestamp.ts";

/**
 * When a person read how this works and continued. There may be several rows per person: those of a guest move to the
 * account that the guest signs in to, which may have its own.
 */
export const consents = pgTable(
  "consents",
  {
    id: uuid()
      .primaryKey()
      .default(sql`new_id()`),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    understoodAt: moment().notNull().defaultNow(),
  },
  (table) => [index("consents_user_idx").on(table.userId)],
);
