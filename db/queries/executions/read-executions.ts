import { and, asc, eq, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { preparedQuery } from "#db/prepared-query.ts";
import type { DefinitionPlace } from "#db/queries/definitions/definitions.ts";
import {
  workflowEvents,
  workflowExecutions,
  workflowStepExecutions,
} from "#db/schema/workflows.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { readArchive } from "./archives.ts";
import type { ExecutionRow, StepRow } from "./rows.ts";

const executionColumns = {
  id: workflowExecutions.id,
  definitionId: workflowExecutions.definitionId,
  definitionPath: workflowExecutions.definitionPath,
  parentId: workflowExecutions.parentId,
  parentStep: workflowExecutions.parentStep,
  userId: workflowExecutions.userId,
  sessionId: workflowExecutions.sessionId,
  status: workflowExecutions.status,
  revision: workflowExecutions.revision,
  context: workflowExecutions.context,
  results: workflowExecutions.results,
  error: workflowExecutions.error,
  signals: workflowExecutions.signals,
  forkedFromId: workflowExecutions.forkedFromId,
  forkedFromRevision: workflowExecutions.forkedFromRevision,
  deadlineAt: workflowExecutions.deadlineAt,
  ending: workflowExecutions.ending,
  startedAt: workflowExecutions.startedAt,
  completedAt: workflowExecutions.completedAt,
  updatedAt: workflowExecutions.updatedAt,
};

/** Whether a row has this id, and belongs to this owner, or to anybody where `ownerId` is null. */
const isAsked = and(
  eq(workflowExecutions.id, sql.placeholder("executionId")),
  // Not a plain comparison: without table statistics, the planner may read all runs of an owner to find one.
  sql`coalesce(${workflowExecutions.userId} = ${sql.placeholder("ownerId")}::uuid, true)`,
);

const one = preparedQuery((db) =>
  db.select(executionColumns).from(workflowExecutions).where(isAsked).prepare("execution"),
);

const oneLocked = preparedQuery((db) =>
  db
    .select(executionColumns)
    .from(workflowExecutions)
    .where(isAsked)
    .for("update")
    .prepare("execution_locked"),
);

/**
 * An execution its owner may see. `null` covers both "no such execution" and "not yours". `ownerId` null is the system.
 */
export async function getExecution(
  db: Database,
  params: { executionId: string; ownerId: string | null },
): Promise<ExecutionRow | null> {
  const [row] = await one(db).execute(params);
  return row ?? null;
}

/** The same, locked for the rest of the transaction: one writer per execution. */
export async function lockExecution(
  tx: Database,
  params: { executionId: string; ownerId: string | null },
): Promise<ExecutionRow | null> {
  const [row] = await oneLocked(tx).execute(params);
  return row ?? null;
}

/** Whether an execution still is at this revision, and belongs to this owner. */
export async function isExecutionAt(
  db: Database,
  params: { executionId: string; revision: number; userId: string },
): Promise<boolean> {
  // `is true` for the reason given at `isAsked`
  const rows = await db.$client`
    select 1 from workflow_executions
    where id = ${params.executionId} and revision = ${params.revision} and (user_id = ${params.userId}) is true`;
  return rows.length > 0;
}

const stepRows = preparedQuery((db) =>
  db
    .select()
    .from(workflowStepExecutions)
    .where(eq(workflowStepExecutions.executionId, sql.placeholder("executionId")))
    .orderBy(asc(workflowStepExecutions.iteration), asc(workflowStepExecutions.part))
    .prepare("step_rows"),
);

/**
 * The rows of every step that has events, earlier iterations first, and a step before its parts. Archived ones are
 * unpacked.
 */
export async function getStepRows(db: Database, executionId: string): Promise<StepRow[]> {
  const rows = await stepRows(db).execute({ executionId });
  if (rows.length > 0) return rows;
  return [...((await readArchive(db, executionId))?.steps ?? [])];
}

/** Those of the tokens that still name the current attempt of a step. */
export async function currentTokens(
  db: Database,
  params: { executionId: string; tokens: readonly string[] },
): Promise<string[]> {
  const rows = await db.$client<{ token: string }[]>`
    select token from workflow_step_executions
    where execution_id = ${params.executionId} and token::text = any(string_to_array(${params.tokens.join(",")}, ','))`;
  return rows.map((row) => row.token);
}

/** The events of a log by which an execution moved to another definition, in order. */
export async function getPatchEvents(db: Database, executionId: string): Promise<ExecutionEvent[]> {
  const rows = await db
    .select(eventColumns)
    .from(workflowEvents)
    .where(
      and(
        eq(workflowEvents.executionId, executionId),
        sql`${workflowEvents.body} ->> 'type' = 'execution.patched'`,
      ),
    )
    .orderBy(asc(workflowEvents.seq));
  if (rows.length > 0) return rows.map(eventOf);
  const archived = (await readArchive(db, executionId))?.events ?? [];
  return archived.filter(({ type }) => type === "execution.patched");
}

/** Makes an execution follow another stored definition, if it is at this revision. Returns whether it was. */
export async function pinDefinition(
  tx: Database,
  params: DefinitionPlace & { executionId: string; revision: number; inputs: JsonObject },
): Promise<boolean> {
  const { executionId, definitionId, definitionPath, revision, inputs } = params;
  const rows = await tx.$client`
    update workflow_executions set workflow_id = ${definitionId},
      definition_path = ${JSON.stringify(definitionPath)}::text::jsonb,
      context = jsonb_set(context, '{inputs}', context -> 'inputs' || ${JSON.stringify(inputs)}::text::jsonb)
    where id = ${executionId} and revision = ${revision}
    returning id`;
  return rows.length > 0;
}

const eventColumns = {
  seq: workflowEvents.seq,
  at: workflowEvents.at,
  actor: workflowEvents.actor,
  body: workflowEvents.body,
};

const someEvents = preparedQuery((db) =>
  db
    .select(eventColumns)
    .from(workflowEvents)
    .where(
      and(
        eq(workflowEvents.executionId, sql.placeholder("executionId")),
        sql`${workflowEvents.seq} > ${sql.placeholder("after")}`,
      ),
    )
    .orderBy(asc(workflowEvents.seq))
    .limit(sql.placeholder("limit"))
    .prepare("some_events"),
);

/** The log after position `after`, in order. An archived one is unpacked. */
export async function getEvents(
  db: Database,
  params: { executionId: string; after: number; limit: number },
): Promise<ExecutionEvent[]> {
  const rows = await someEvents(db).execute(params);
  return rows.length > 0 ? rows.map(eventOf) : await archivedEvents(db, params);
}

type EventRow = Pick<typeof workflowEvents.$inferSelect, keyof typeof eventColumns>;

function eventOf({ seq, at, actor, body }: EventRow): ExecutionEvent {
  return Object.assign(body, { seq, at: at.getTime(), actor });
}

async function archivedEvents(
  db: Database,
  { executionId, after, limit }: { executionId: string; after: number; limit: number },
): Promise<ExecutionEvent[]> {
  const events = (await readArchive(db, executionId))?.events ?? [];
  // Positions are counted from 1 without a gap.
  return events.slice(after, after + limit);
}
