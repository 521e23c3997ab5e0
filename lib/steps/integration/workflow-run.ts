import { z } from "zod";

import { defineOperation } from "#lib/steps/contract/operation.ts";

const config = z.strictObject({
  /** The stored workflow that is run, by its id; without a version the newest, when the definition is saved. */
  workflow: z
    .strictObject({
      id: z.string().min(1).max(100),
      version: z.string().min(1).max(20).optional(),
    })
    .optional(),
  /** The workflow itself. Where only `workflow` is given, saving puts the stored one here. */
  definition: z.record(z.string(), z.json()).optional(),
});

/** Runs another workflow in the place of one step, as a run of its own. */
export const workflowRun = defineOperation({
  id: "workflow.run",
  stepType: "integration",
  mode: "child",
  title: "Run a workflow",
  description:
    "Runs another workflow as one step: one that is stored, by its id and version, or one written in place. It takes that workflow's inputs and gives its outputs. Cancelling the run cancels it too.",
  config,
  // What the workflow declares; the registry reads it.
  inputs: {},
  outputs: {},
  example: {
    config: {
      definition: {
        id: "double",
        name: "Double a number",
        version: "1.0.0",
        category: "example",
        inputs: { number: { type: "number", title: "Which number?" } },
        steps: [
          {
            id: "double",
            name: "Double it",
            type: "transformation",
            uses: "data.transform",
            config: { outputs: { number: { type: "number", value: "inputs.number * 2" } } },
          },
        ],
        outputs: { number: "steps.double.number" },
      },
    },
    input: { number: 2 },
  },
});
