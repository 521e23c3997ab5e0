import { z } from "zod";

import { defineOperation } from "#lib/steps/contract/operation.ts";

const config = z.strictObject({
  /** The id of the stored workflow to run. Without a version it is the newest one when the definition is saved. */
  workflow: z
    .strictObject({
      id: z.string().min(1).max(100),
      version: z.string().min(1).max(20).optional(),
    })
    .optional(),
  /** The workflow itself. Where only `workflow` is given, saving embeds the stored one here. */
  definition: z.record(z.string(), z.json()).optional(),
});

/** Runs another workflow as a child run of the step. */
export const workflowRun = defineOperation({
  id: "workflow.run",
  stepType: "integration",
  mode: "child",
  title: "Run a workflow",
  description:
    "Runs another workflow as one step: one that is stored, by its id and version, or one written in place. It takes that workflow's inputs and gives its outputs. Cancelling the run cancels it too.",
  config,
  // The registry takes the ports from the embedded workflow.
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
