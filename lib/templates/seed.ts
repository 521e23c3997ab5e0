import type { Database } from "#db/client.ts";
import { saveDefinition, saveTemplate } from "#db/queries/definitions/definitions.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { catalog } from "#lib/steps/registry.ts";

import { templates } from "./index.ts";

/** Stores the built-in workflows in the database. Runs at every start. Existing ones stay as they are. */
export async function seed(db: Database): Promise<void> {
  for (const { definition } of templates) {
    const { ok, problems } = validateDefinition(definition, catalog);
    if (!ok) {
      const reasons = problems.map((problem) => problem.message).join(" ");
      throw new Error(`The built-in workflow ${definition.id} cannot run: ${reasons}`);
    }
    const definitionId = await saveDefinition(db, { definition, ownerId: null });
    await saveTemplate(db, { definitionId, definition, template: definition.metadata });
  }
}
