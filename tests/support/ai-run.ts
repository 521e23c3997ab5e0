import type { Database } from "#db/client.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { runStepJob } from "#lib/runtime/jobs/run-step-job.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { exampleInput } from "#lib/steps/ai_generated/write-example.ts";

import { storedAndReplayed, storeWorkflow } from "./executions.ts";

type Step = WorkflowDefinitionInput["steps"][number];

/**
 * A run of a step that AI writes, "explain", which has its input and waits in the queue. `write` runs its attempt as a
 * worker would.
 */
export async function runWithAiStep(
  db: Database,
  ownerId: string,
  { step = {}, after = [] }: { step?: Partial<Step>; after?: readonly Step[] } = {},
) {
  const explain: Step = {
    id: "explain",
    name: "Why this mix",
    type: "ai_generated",
    uses: "ai.write",
    inputs: { allocation: "inputs.allocation" },
    ...step,
  };
  const workflowId = await storeWorkflow(db, [explain, ...after], {
    inputs: { allocation: { type: "allocation" } },
  });
  const inputs = { allocation: exampleInput.allocation };
  const { id: executionId } = await startExecution(db, { workflowId, ownerId, inputs });
  const write = async () => {
    const { events } = await storedAndReplayed(db, executionId);
    const token = events.flatMap((event) => (event.type === "step.queued" ? event.token : []))[0]!;
    await runStepJob(db, new NotificationHub(db), { executionId, step: "explain", token }, 1);
  };
  return { executionId, write };
}
