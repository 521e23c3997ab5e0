import { and, asc, desc, eq, isNull, or, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { workflowDefinitions, workflowTemplates } from "#db/schema/workflows.ts";
import type { WorkflowDefinition } from "#lib/engine/definition.ts";
import type { JsonObject } from "#lib/engine/json.ts";

export type DefinitionRow = { id: string; definition: WorkflowDefinition };

/** A definition by the id of its version. Versions never change, so callers may keep what they get. */
export async function getDefinition(db: Database, id: string): Promise<DefinitionRow | null> {
  const [row] = await db
    .select({ id: workflowDefinitions.id, definition: workflowDefinitions.definition })
    .from(workflowDefinitions)
    .where(eq(workflowDefinitions.id, id));
  return row ?? null;
}

/** A version of a workflow that this person may start, one of the system's or their own: the named one, or the newest. */
export async function findDefinitionId(
  db: Database,
  params: { workflowId: string; version?: string | null; ownerId: string },
): Promise<string | null> {
  const [row] = await db
    .select({ id: workflowDefinitions.id })
    .from(workflowDefinitions)
    .where(
      and(
        eq(workflowDefinitions.workflowId, params.workflowId),
        typeof params.version === "string"
          ? eq(workflowDefinitions.version, params.version)
          : undefined,
        or(isNull(workflowDefinitions.ownerId), eq(workflowDefinitions.ownerId, params.ownerId)),
      ),
    )
    .orderBy(desc(workflowDefinitions.createdAt), desc(workflowDefinitions.id))
    .limit(1);
  return row?.id ?? null;
}

/** A version of a workflow that this person may run, their own before the system's; the newest where none is named. */
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

/** Stores a version, or finds the one stored before. Throws when the stored one says something else. */
export async function saveDefinition(
  db: Database,
  params: { definition: WorkflowDefinition; ownerId: string | null },
): Promise<string> {
  const { definition, ownerId } = params;
  const [inserted] = await db
    .insert(workflowDefinitions)
    .values({
      workflowId: definition.id,
      ownerId,
      name: definition.name,
      description: definition.description,
      version: definition.version,
      category: definition.category,
      definition,
      aiConfigurable: definition.aiConfigurable,
      createdBy: definition.createdBy,
    })
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
        ownerId === null
          ? isNull(workflowDefinitions.ownerId)
          : eq(workflowDefinitions.ownerId, ownerId),
      ),
    );
  if (!stored?.same) {
    throw new Error(
      `${definition.id} ${definition.version} is stored with another content. Raise its version.`,
    );
  }
  return stored.id;
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
  // Counted when asked for: a counter would have every start of a workflow wait for the one before it to commit.
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
