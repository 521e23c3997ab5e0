import type { Database } from "#db/client.ts";
import { runCommand } from "#lib/runtime/commands/run-command.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { checkBatch } from "#lib/runtime/recovery/check-executions.ts";
import { storeWorkflow } from "#tests/support/executions.ts";

const command = () => ({ type: "continue" }) as const;

/** A run that waits for a job, a timer, a signal and a person at once, with a step that has completed. */
export async function waitingRun(db: Database, ownerId: string): Promise<string> {
  const workflowId = await storeWorkflow(db, [
    {
      id: "sum",
      name: "Sum",
      type: "transformation",
      uses: "data.transform",
      config: { outputs: { value: "1.0 + 1.0" } },
    },
    {
      id: "call",
      name: "Call",
      type: "integration",
      uses: "http.request",
      config: { url: "http://127.0.0.1:1/" },
      dependencies: ["sum"],
    },
    { id: "nap", name: "Nap", type: "integration", uses: "wait.for", config: { seconds: 3_600 } },
    { id: "sign", name: "Sign", type: "integration", uses: "wait.signal", config: { name: "s" } },
    { id: "check", name: "Check", type: "user_interaction", uses: "review.confirm" },
    {
      id: "ask",
      name: "Ask",
      type: "data_collection",
      uses: "form.ask",
      config: {
        fields: { type: "object", properties: { count: { type: "integer", title: "How many?" } } },
      },
    },
  ]);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  // On a slow machine the first turn ends before everything is done, and there is no worker here to continue.
  const system = { executionId: id, ownerId: null, actor: { kind: "system" } } as const;
  for (let turn = 0; turn < 6; turn++)
    await runCommand(db, { ...system, command, view: () => null });
  return id;
}

/** What is wrong with a run, as "step code" or "code", in the order of the alphabet. */
export async function findingCodes(db: Database, only: string): Promise<string[]> {
  const { findings } = await checkBatch(db, { after: null, limit: 10, only });
  return findings.map(({ step, code }) => (step === null ? code : `${step} ${code}`)).toSorted();
}
