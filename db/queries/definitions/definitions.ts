import { and, asc, count, desc, eq, isNull, or, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { preparedQuery } from "#db/prepared-query.ts";
import { workflowDefinitions, workflowTemplates } from "#db/schema/workflows.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";

/** Where a definition is stored: on its own, or in the step of another that the path leads to. */
export type DefinitionPlace = {
  readonly definitionId: string;
  readonly definitionPath: readonly string[];
};

export type DefinitionRow = { id: string; definition: WorkflowDefinition };

/** A definition by the id of its version. Versions never change, so callers may keep the row. */
export async function getDefinition(db: Database, id: string): Promise<DefinitionRow | null> {
  const [row] = await db
    .select({ id: workflowDefinitions.id, definition: workflowDefinitions.definition })
    .from(workflowDefinitions)
    .where(eq(workflowDefinitions.id, id));
  return row ?? null;
}

const startable = preparedQuery((db) =>
  db
    .select({ id: workflowDefinitions.id })
    .from(workflowDefinitions)
    .where(
      and(
        eq(workflowDefinitions.workflowId, sql.placeholder("workflowId")),
        sql`coalesce(${workflowDefinitions.version} = ${sql.placeholder("version")}, true)`,
        isNull(workflowDefinitions.executionId),
        or(
          isNull(workflowDefinitions.ownerId),
          eq(workflowDefinitions.ownerId, sql.placeholder("ownerId")),
        ),
      ),
    )
    .orderBy(desc(workflowDefinitions.createdAt), desc(workflowDefinitions.id))
    .limit(1)
    .prepare("startable"),
);

/**
 * The id of a version of a workflow that this person may start, the system's or their own: the named one, or the
 * newest.
 */
export async function findDefinitionId(
  db: Database,
  {
    workflowId,
    version = null,
    ownerId,
  }: { workflowId: string; version?: string | null; ownerId: string },
): Promise<string | null> {
  const [row] = await startable(db).execute({ workflowId, version, ownerId });
  return row?.id ?? null;
}

/** A version of a workflow that this person may run, their own before the system's. The newest where none is named. */
export async function findDefinition(
  db: Database,
  params: { workflowId: string; version: string | undefined; ownerId: string },
): Promise<WorkflowDefinition | null> {
  const { workflowId, version, ownerId } = params;
  const [row] = await db
    .select({ definition: workflowDefinitions.definition })
    .from(workflowDefinitions)
    .where(
      and(
        eq(workflowDefinitions.workflowId, workflowId),
        isNull(workflowDefinitions.executionId),
        version === undefined ? undefined : eq(workflowDefinitions.version, version),
        or(isNull(workflowDefinitions.ownerId), eq(workflowDefinitions.ownerId, ownerId)),
      ),
    )
    .orderBy(
      ...(version === undefined ? [] : [sql`${workflowDefinitions.ownerId} nulls last`]),
      desc(workflowDefinitions.createdAt),
      desc(workflowDefinitions.id),
    )
    .limit(1);
  return row?.definition ?? null;
}

export type VersionRow = { id: string; version: string; createdAt: Date };

/**
 * The versions of a workflow that are newer than the one that a run follows and that this person may use, the newest
 * first. For a run with a definition of its own, the version before its changes counts. A child run has none: its
 * parent's definition says which workflow it runs.
 */
export async function listNewerVersions(
  db: Database,
  params: DefinitionPlace & { ownerId: string },
): Promise<VersionRow[]> {
  if (params.definitionPath.length > 0) return [];
  return await db.$client<VersionRow[]>`
    select newer.id, newer.version, newer.created_at as "createdAt"
    from workflow_definitions pinned
    join workflow_definitions base on base.id = coalesce(pinned.based_on, pinned.id)
    join workflow_definitions newer on newer.workflow_id = pinned.workflow_id and newer.execution_id is null
      and (newer.owner_id is null or newer.owner_id = ${params.ownerId})
      and (newer.created_at, newer.id) > (base.created_at, base.id)
    where pinned.id = ${params.definitionId} and base.workflow_id = pinned.workflow_id
    order by newer.created_at desc, newer.id desc`;
}

/** How many definitions of its own a run has had. They are kept, so the count only grows. */
export async function countOwnDefinitions(db: Database, executionId: string): Promise<number> {
  const [row] = await db
    .select({ own: count() })
    .from(workflowDefinitions)
    .where(eq(workflowDefinitions.executionId, executionId));
  return row?.own ?? 0;
}

/** Stores a definition that only one run follows, based on the one that it followed before. */
export async function saveOwnDefinition(
  tx: Database,
  params: {
    id: string;
    executionId: string;
    ownerId: string;
    followed: string;
    definition: WorkflowDefinition;
  },
): Promise<void> {
  const { id, executionId, ownerId, followed, definition } = params;
  const base = tx
    .select({ id: sql`coalesce(${workflowDefinitions.basedOn}, ${workflowDefinitions.id})` })
    .from(workflowDefinitions)
    .where(eq(workflowDefinitions.id, followed));
  await tx.insert(workflowDefinitions).values({
    ...rowOf(definition),
    id,
    ownerId,
    executionId,
    basedOn: sql`(${base})`,
  });
}

/** Stores a version, or finds the one stored before. Throws `conflict` when the stored one is different. */
export async function saveDefinition(
  db: Database,
  params: { definition: WorkflowDefinition; ownerId: string | null },
): Promise<string> {
  const { definition, ownerId } = params;
  const [inserted] = await db
    .insert(workflowDefinitions)
    .values({ ...rowOf(definition), ownerId })
    .onConflictDoNothing()
    .returning({ id: workflowDefinitions.id });
  if (inserted) return inserted.id;
  const [stored] = await db
    .select({
      id: workflowDefinitions.id,
      same: sql<boolean>`${workflowDefinitions.definition} = ${JSON.stringify(definition)}::jsonb`,
    })
    .from(workflowDefinitions)
    .where(
      and(
        eq(workflowDefinitions.workflowId, definition.id),
        eq(workflowDefinitions.version, definition.version),
        isNull(workflowDefinitions.executionId),
        ownerId === null
          ? isNull(workflowDefinitions.ownerId)
          : eq(workflowDefinitions.ownerId, ownerId),
      ),
    );
  if (!stored?.same) {
    throw new AppError(
      "conflict",
      `The workflow ${definition.id} has changed, but its version is still ${definition.version}, and stored versions never change. Raise its version.`,
    );
  }
  return stored.id;
}

function rowOf(definition: WorkflowDefinition) {
  const { id: workflowId, name, description, version, category, ...rest } = definition;
  const { aiConfigurable, createdBy } = rest;
  return {
    workflowId,
    name,
    description,
    version,
    category,
    definition,
    aiConfigurable,
    createdBy,
  };
}

export type TemplateRow = {
  id: string;
  workflowId: string;
  name: string;
  description: string;
  category: string;
  version: string;
  template: JsonObject;
  usageCount: number;
};

const templateColumns = {
  id: workflowTemplates.id,
  workflowId: workflowDefinitions.workflowId,
  name: workflowTemplates.name,
  description: workflowTemplates.description,
  category: workflowTemplates.category,
  version: workflowDefinitions.version,
  template: workflowTemplates.template,
  // Counted on demand: with a counter, every start of a workflow would wait for the one before it to commit.
  usageCount: sql<number>`(${workflowTemplates.usageCount} + (
    select count(*) from workflow_executions run
    where run.forked_from_id is null and run.parent_id is null and run.workflow_id in (
      select version.id from workflow_definitions version
      where version.workflow_id = ${workflowDefinitions.workflowId} and version.owner_id is null)))::int`,
};

/** The templates anyone may start from, in the order they were added; of one category, if named. */
export async function listTemplates(
  db: Database,
  params: { category?: string } = {},
): Promise<TemplateRow[]> {
  return await db
    .select(templateColumns)
    .from(workflowTemplates)
    .innerJoin(workflowDefinitions, eq(workflowDefinitions.id, workflowTemplates.definitionId))
    .where(
      params.category === undefined ? undefined : eq(workflowTemplates.category, params.category),
    )
    .orderBy(asc(workflowTemplates.createdAt), asc(workflowTemplates.id));
}

/** One template with its definition, by the workflow's id. */
export async function getTemplate(
  db: Database,
  workflowId: string,
): Promise<(TemplateRow & { definition: WorkflowDefinition }) | null> {
  const [row] = await db
    .select({ ...templateColumns, definition: workflowDefinitions.definition })
    .from(workflowTemplates)
    .innerJoin(workflowDefinitions, eq(workflowDefinitions.id, workflowTemplates.definitionId))
    .where(eq(workflowDefinitions.workflowId, workflowId));
  return row ?? null;
}

/** Makes a template point at a version, adding the template when it is new. */
export async function saveTemplate(
  db: Database,
  params: { definitionId: string; definition: WorkflowDefinition; template: JsonObject },
): Promise<void> {
  const { definitionId, definition, template } = params;
  const { name, description, category } = definition;
  await db
    .insert(workflowTemplates)
    .values({ definitionId, name, description, category, template })
    .onConflictDoUpdate({
      target: workflowTemplates.name,
      set: { definitionId, description, category, template },
    });
}
