import { db } from "#db/index.ts";
import { saveDefinition, saveTemplate } from "#db/queries/definitions/definitions.ts";
import { workflowDefinition } from "#lib/engine/definition/definition.ts";

/** A workflow in the gallery that needs an amount and a yes or no before its first step. */
export async function templateWithInputs(): Promise<string> {
  const id = `inputs-${crypto.randomUUID()}`;
  const definition = workflowDefinition.parse({
    id,
    name: `Check an amount ${id}`,
    version: "1.0.0",
    category: "test",
    inputs: {
      amount: { type: "money", title: "How much is it?" },
      ready: { type: "boolean", title: "Is the money there?" },
      share: { type: "percent", title: "Most in one fund", default: 40 },
    },
    steps: [
      {
        id: "report",
        name: "Is it enough",
        type: "validation",
        uses: "data.validate",
        config: {
          rules: [
            {
              id: "enough",
              label: "At least $100",
              severity: "error",
              check: "inputs.amount.amount >= 100.0",
              message: "It is less than $100.",
            },
          ],
        },
      },
    ],
  });
  const definitionId = await saveDefinition(db, { definition, ownerId: null });
  await saveTemplate(db, { definitionId, definition, template: {} });
  return id;
}
