import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, uuid, varchar } from "drizzle-orm/pg-core";

import type { Json } from "#lib/engine/value/json.ts";

import { users } from "./auth.ts";
import { moment } from "./timestamp.ts";
import { workflowExecutions } from "./workflows.ts";

/** `started` stays where the process ended during the call. */
export const aiOutcomes = [
  "started",
  "completed",
  /** The answer was not what was asked for: no JSON, another shape, cut off, too long, refused. */
  "unusable",
  /** The service did not answer: busy, down, unreachable, too slow, or it refused our key. */
  "unavailable",
  /** Stopped by the person or by the step's time limit. */
  "stopped",
] as const;
export type AiOutcome = (typeof aiOutcomes)[number];

/** Every request to a language model, and every text that the built-in rules wrote in its place. */
export const aiCalls = pgTable(
  "ai_calls",
  {
    /** Made by the database, and ordered by time where PostgreSQL can (18 and later). */
    id: uuid()
      .primaryKey()
      .default(sql`new_id()`),
    ownerId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Kept when the run is deleted: usage is counted per person. */
    executionId: uuid(),
    stepId: text(),
    kind: text({ enum: ["ai", "rules"] }).notNull(),
    model: text().notNull(),
    /** The call whose unusable answer this one repairs. */
    repairOf: uuid(),
    outcome: text({ enum: aiOutcomes }).notNull().default("started"),
    /** What went wrong, as the step's error code. */
    errorCode: text(),
    inputTokens: integer(),
    outputTokens: integer(),
    firstTextMs: integer(),
    ms: integer(),
    createdAt: moment().notNull(),
  },
  (table) => [
    index("ai_calls_by_owner").on(table.ownerId, table.createdAt),
    index("ai_calls_by_execution").on(table.executionId),
    check(
      "ai_calls_outcome_known",
      sql`${table.outcome} in ('started', 'completed', 'unusable', 'unavailable', 'stopped')`,
    ),
  ],
);

/** What a person asked about a text of their run, with the answer. It changes nothing in the run, and goes with it. */
export const stepQuestions = pgTable(
  "step_questions",
  {
    /** Made by who asks, so that a question that is sent twice is asked once. */
    id: uuid().primaryKey(),
    executionId: uuid()
      .notNull()
      .references(() => workflowExecutions.id, { onDelete: "cascade" }),
    stepId: varchar({ length: 255 }).notNull(),
    /** Of the step whose text was read: another iteration has other figures. */
    iteration: integer().notNull(),
    question: text().notNull(),
    answer: jsonb().$type<Json>().notNull(),
    createdAt: moment().notNull(),
  },
  (table) => [
    index("step_questions_in_order").on(table.executionId, table.stepId, table.createdAt),
  ],
);
