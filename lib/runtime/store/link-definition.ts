import type { Database } from "#db/client.ts";
import { findDefinition } from "#db/queries/definitions/definitions.ts";
import { linkWorkflows } from "#lib/engine/definition/link-workflows.ts";
import { catalog } from "#lib/steps/registry.ts";

/**
 * Prepares a definition for storage: embeds the stored workflows that its steps name, as far as this person may run
 * them. The result is what is validated and stored.
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
