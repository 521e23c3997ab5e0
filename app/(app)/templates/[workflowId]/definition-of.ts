import "server-only";
import { db } from "#db/index.ts";
import { getTemplate } from "#db/queries/definitions/definitions.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { AppError } from "#lib/errors.ts";

/** The definition of a template, for a posted form. Throws `AppError` where there is none. */
export async function definitionOf(workflowId: string): Promise<WorkflowDefinition> {
  const template = await getTemplate(db, workflowId);
  if (!template) throw new AppError("not_found", "There is no such workflow.");
  return template.definition;
}
