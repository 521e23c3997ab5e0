import { sql } from "drizzle-orm";
import {
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";

import type { JsonObject } from "#lib/engine/value/json.ts";

import { users } from "./auth.ts";
import { moment } from "./timestamp.ts";
import { workflowExecutions } from "./workflows.ts";

const money = () => numeric({ precision: 18, scale: 2, mode: "number" });

/** Plans that people have saved: one per step of a run that saves, even if the step runs twice. */
export const portfolios = pgTable(
  "portfolios",
  {
    id: uuid()
      .primaryKey()
      .default(sql`new_id()`),
    ownerId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    executionId: uuid()
      .notNull()
      .references(() => workflowExecutions.id),
    stepId: varchar({ length: 255 }).notNull(),
    name: varchar({ length: 255 }).notNull(),
    amount: money().notNull(),
    currency: varchar({ length: 3 }).notNull(),
    /** Decimals per year. */
    expectedReturn: doublePrecision().notNull(),
    volatility: doublePrecision().notNull(),
    riskLevel: smallint(),
    /** All that the report shows, as it was when the plan was saved. */
    report: jsonb().$type<JsonObject>().notNull(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
  },
  (table) => [
    unique("portfolios_once_per_step").on(table.executionId, table.stepId),
    index("portfolios_by_owner").on(table.ownerId, table.createdAt.desc()),
  ],
);

/** What a saved plan holds, in the order shown. */
export const portfolioHoldings = pgTable(
  "portfolio_holdings",
  {
    portfolioId: uuid()
      .notNull()
      .references(() => portfolios.id, { onDelete: "cascade" }),
    position: integer().notNull(),
    assetClass: varchar({ length: 50 }).notNull(),
    label: varchar({ length: 255 }).notNull(),
    ticker: varchar({ length: 40 }).notNull(),
    weight: doublePrecision().notNull(),
    amount: money().notNull(),
  },
  (table) => [primaryKey({ columns: [table.portfolioId, table.position] })],
);

/** What a person said that the columns of a file hold whose headings nobody knew: asked once for each kind of file. */
export const importMappings = pgTable(
  "import_mappings",
  {
    id: uuid()
      .primaryKey()
      .default(sql`new_id()`),
    ownerId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** A digest of all headings of the file, in their order. */
    headings: text().notNull(),
    columns: jsonb().$type<Record<string, string>>().notNull(),
    createdAt: moment().notNull(),
  },
  (table) => [index("import_mappings_by_owner").on(table.ownerId, table.headings)],
);
