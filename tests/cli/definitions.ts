import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";

type StepInput = WorkflowDefinitionInput["steps"][number];

/** A calculation that takes some time on the simulated clock. */
export function sum(
  id: string,
  value: string,
  seconds = 0,
  more: Partial<StepInput> = {},
): StepInput {
  return {
    id,
    name: id,
    type: "transformation",
    uses: "data.transform",
    config: { outputs: { number: { type: "number", value } } },
    metadata: { simulatedSeconds: seconds },
    ...more,
  };
}

export function ask(id: string, more: Partial<StepInput> = {}): StepInput {
  const fields = {
    type: "object",
    properties: { number: { type: "integer", title: "Which number?" } },
    required: ["number"],
  };
  return { id, name: id, type: "data_collection", uses: "form.ask", config: { fields }, ...more };
}

export function runs(id: string, config: object, more: Partial<StepInput> = {}): StepInput {
  const parsed = JSON.parse(JSON.stringify(config));
  return { id, name: id, type: "integration", uses: "workflow.run", config: parsed, ...more };
}

export function definitionOf(
  steps: readonly StepInput[],
  more: Partial<WorkflowDefinitionInput> = {},
): WorkflowDefinitionInput {
  return {
    id: "test",
    name: "Test",
    version: "1.0.0",
    category: "test",
    steps: [...steps],
    ...more,
  };
}

/** Doubles its input in 2.5 seconds. */
export const doubles = definitionOf([sum("double", "inputs.amount * 2.0", 2.5)], {
  id: "doubles",
  inputs: { amount: { type: "number", title: "How much?" } },
  outputs: { doubled: "steps.double.number" },
});

/** The same as people write it. */
export const doublesYaml = `
id: doubles
name: Doubles
version: 1.0.0
category: test
inputs:
  amount: { type: number, title: How much? }
steps:
  - id: double
    name: Double it
    type: transformation
    uses: data.transform
    config: { outputs: { number: { type: number, value: inputs.amount * 2.0 } } }
    metadata: { simulatedSeconds: 2.5 }
outputs: { doubled: steps.double.number }
`;
