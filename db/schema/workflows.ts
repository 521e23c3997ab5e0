import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";

import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { Actor, EventBody } from "#lib/engine/state/event.ts";
import type {
  Ending,
  ExecutionStatus,
  StepError,
  StepStatus,
  WaitingFor,
} from "#lib/engine/state/state.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

import { moment } from "./timestamp.ts";

/** Immutable versions of definitions. An execution pins one. `workflowId` is the id that authors and the API use. */
export const workflowDefinitions = pgTable(
  "workflow_definitions",
  {
    id: uuid().primaryKey().defaultRandom(),
    workflowId: varchar({ length: 100 }).notNull(),
    /** Null for workflows of the system. */
    ownerId: uuid(),
    name: varchar({ length: 255 }).notNull(),
    description: text().notNull(),
    version: varchar({ length: 20 }).notNull(),
    category: varchar({ length: 100 }).notNull(),
    definition: jsonb().$type<WorkflowDefinition>().notNull(),
    /** The only run that follows it, because it was changed while it ran. Null for versions that runs start from. */
    executionId: uuid(),
    /** For a run's own definition: the version that the run followed before it was first changed. */
    basedOn: uuid(),
    aiConfigurable: boolean().notNull().default(true),
    createdBy: varchar({ length: 50 }).notNull().default("system"),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("workflow_definitions_version")
      .on(table.workflowId, table.version, table.ownerId)
      .where(sql`execution_id is null`),
    uniqueIndex("workflow_definitions_of_run").on(table.executionId, table.version),
    uniqueIndex("workflow_definitions_system_version")
      .on(table.workflowId, table.version)
      .where(sql`owner_id is null`),
  ],
);

/** The gallery of workflows that people start from: a definition with its description. */
export const workflowTemplates = pgTable(
  "workflow_templates",
  {
    id: uuid().primaryKey().defaultRandom(),
    definitionId: uuid()
      .notNull()
      .references(() => workflowDefinitions.id),
    name: varchar({ length: 255 }).notNull(),
    description: text().notNull(),
    category: varchar({ length: 100 }).notNull(),
    template: jsonb().$type<JsonObject>().notNull(),
    aiGenerated: boolean().notNull().default(false),
    /** The number of deleted runs. Existing runs are counted on demand. */
    usageCount: integer().notNull().default(0),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [uniqueIndex("workflow_templates_name").on(table.name)],
);

/** One row per run. `revision` counts its events. The step rows are the projection of its log. */
export const workflowExecutions = pgTable(
  "workflow_executions",
  {
    id: uuid().primaryKey(),
    /**
     * The id of a version, which is never deleted. Checked by the code that starts a run: with a foreign key all starts
     * would lock the version's row.
     */
    definitionId: uuid("workflow_id").notNull(),
    /**
     * Where in the definition the executed workflow is embedded: the ids of the steps around it, from the outside in.
     */
    definitionPath: jsonb().$type<readonly string[]>().notNull().default([]),
    /** The parent and its step, for a child run. The parent may be on another database than this row. */
    parentId: uuid(),
    parentStep: varchar({ length: 255 }),
    userId: uuid().notNull(),
    sessionId: varchar({ length: 255 }).notNull(),
    status: varchar({ length: 20 }).$type<ExecutionStatus>().notNull(),
    revision: integer().notNull(),
    /** The run's inputs, and what its caller attached to it. */
    context: jsonb().$type<{ inputs: JsonObject; metadata: JsonObject }>().notNull(),
    results: jsonb().$type<JsonObject>(),
    error: jsonb().$type<StepError>(),
    /** Signals that came before anyone waited for them. */
    signals: jsonb().$type<Readonly<Record<string, readonly Json[]>>>().notNull().default({}),
    /**
     * The execution that this one was forked from, whose log it starts with, and how many events they share. No foreign
     * key: the two may be on different machines, and the original may be archived before its what-ifs.
     */
    forkedFromId: uuid(),
    forkedFromRevision: integer(),
    deadlineAt: moment(),
    /** How it will end, once its compensation has begun. */
    ending: jsonb().$type<Ending>(),
    startedAt: moment().notNull(),
    completedAt: moment(),
    updatedAt: moment().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    index("workflow_executions_by_owner").on(table.userId, table.updatedAt.desc()),
    index("workflow_executions_by_definition").on(table.definitionId),
    index("workflow_executions_by_source")
      .on(table.forkedFromId)
      .where(sql`forked_from_id is not null`),
    index("workflow_executions_by_parent")
      .on(table.parentId, table.createdAt)
      .where(sql`parent_id is not null`),
  ],
);

/**
 * Steps that have events: one row per iteration, and one for each part of it. Written only by the statement that writes
 * their execution, so no foreign key checks each row. Whoever deletes an execution deletes these and its events.
 */
export const workflowStepExecutions = pgTable(
  "workflow_step_executions",
  {
    executionId: uuid().notNull(),
    stepId: varchar({ length: 255 }).notNull(),
    /** Empty for the step as a whole. */
    part: varchar({ length: 20 }).notNull().default(""),
    iteration: integer().notNull(),
    stepType: varchar({ length: 50 }).notNull(),
    status: varchar({ length: 20 }).$type<StepStatus>().notNull(),
    attempt: integer().notNull(),
    revision: integer().notNull(),
    token: uuid(),
    waitingFor: varchar({ length: 20 }).$type<WaitingFor>(),
    dueAt: moment(),
    deadlineAt: moment(),
    note: jsonb().$type<Json>(),
    inputData: jsonb().$type<JsonObject>(),
    proposal: jsonb().$type<JsonObject>(),
    outputData: jsonb().$type<JsonObject>(),
    outcome: varchar({ length: 100 }),
    error: jsonb().$type<StepError>(),
    loopedAt: integer().notNull().default(0),
    again: boolean().notNull().default(false),
    loopCounts: jsonb().$type<Readonly<Record<string, number>>>(),
    mayCarry: boolean().notNull().default(false),
    /** The item that an instance was created for. */
    item: jsonb().$type<Json>(),
    closed: boolean().notNull().default(false),
    startedAt: moment().notNull(),
    completedAt: moment(),
  },
  (table) => [
    primaryKey({ columns: [table.executionId, table.stepId, table.part, table.iteration] }),
    // Attempts and timers under way, ordered by when they are due: there are few, and they are read every minute
    index("workflow_step_executions_under_way")
      .on(sql`coalesce(due_at, '-infinity'::timestamptz)`)
      .where(sql`token is not null`),
  ],
);

/** The log: append-only, one row per event, in order per execution. */
export const workflowEvents = pgTable(
  "workflow_events",
  {
    executionId: uuid().notNull(),
    seq: integer().notNull(),
    at: moment().notNull(),
    actor: jsonb().$type<Actor>().notNull(),
    body: jsonb().$type<EventBody>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.executionId, table.seq] })],
);

/** Answers typed so far on a step that spans several pages. */
export const stepDrafts = pgTable(
  "step_drafts",
  {
    executionId: uuid()
      .notNull()
      .references(() => workflowExecutions.id, { onDelete: "cascade" }),
    stepId: varchar({ length: 255 }).notNull(),
    data: jsonb().$type<JsonObject>().notNull(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.executionId, table.stepId] })],
);

/** Text as it is being written by a job, in small batches; `start` is the offset of `text` in the whole. */
export const stepTexts = pgTable(
  "step_texts",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    executionId: uuid()
      .notNull()
      .references(() => workflowExecutions.id, { onDelete: "cascade" }),
    stepId: varchar({ length: 255 }).notNull(),
    token: uuid().notNull(),
    start: integer().notNull(),
    text: text().notNull(),
  },
  (table) => [index("step_texts_in_order").on(table.executionId, table.id)],
);

/** Requests that were processed, so that a request that is sent twice has its effect once. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    ownerId: uuid().notNull(),
    scope: varchar({ length: 400 }).notNull(),
    key: varchar({ length: 255 }).notNull(),
    fingerprint: varchar({ length: 64 }).notNull(),
    /** The execution that the request started or changed. */
    executionId: uuid().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.scope, table.key] })],
);
