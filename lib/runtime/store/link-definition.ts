import type { Database } from "#db/client.ts";
import { findDefinition } from "#db/queries/definitions/definitions.ts";
import { linkWorkflows } from "#lib/engine/definition/link-workflows.ts";
import { catalog } from "#lib/steps/registry.ts";

/**
 * A definition on its way into the database: the stored workflows that its steps name are put into it, those that this
 * person may run. To be validated and stored as it then is.
 */
export async function linkDefinition(
  db: Database,
  document: unknown,
  ownerId: string,
): Promise<unknown> {
  return await linkWorkflows(
    document,
    catalog,
    async ({ id, version }) => await findDefinition(db, { workflowId: id, version, ownerId }),
  );
}
