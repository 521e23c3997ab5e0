import type { Database } from "#db/client.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { tellFamilies } from "#tests/support/tell-families.ts";

type Step = WorkflowDefinitionInput["steps"][number];

export const signals = ["a", "b", "c", "d", "e", "f"];

/** Several waits for one signal each, and a join after them. */
export const steps: Step[] = [
  ...signals.map((name): Step => ({
    id: name,
    name,
    type: "integration",
    uses: "wait.signal",
    config: { name },
  })),
  {
    id: "all",
    name: "All",
    type: "transformation",
    uses: "data.transform",
    config: { outputs: { list: `[${signals.map((name) => `steps.${name}.data`).join(", ")}]` } },
    dependencies: signals,
  },
];

/** A run of these steps that stands where it waits, and whose it is. */
export async function started(
  db: Database,
  given: Step[] = steps,
  more: { deadlineMs?: number } = {},
) {
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, given, more);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  // A job of the queue continues a turn that is cut short on a busy machine.
  await tellFamilies(db);
  return { id, ownerId };
}

const fields = {
  type: "object",
  properties: { n: { type: "integer", title: "A number?" } },
  required: ["n"],
};

export const ask = (id: string): Step => ({
  id,
  name: id,
  type: "data_collection",
  uses: "form.ask",
  config: { fields },
});

export const signal = (name: string, data: string) => ({ type: "signal", name, data }) as const;
