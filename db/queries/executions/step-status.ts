import type { Database } from "#db/client.ts";
import { parseAddress } from "#lib/engine/state/address.ts";
import {
  type ExecutionStatus,
  hasEnded,
  type StepError,
  type StepStatus,
} from "#lib/engine/state/state.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { readArchive } from "./archives.ts";

/** The status of a step of an execution, in its latest iteration. A `pending` step has no events yet. */
export type StepStatusRow = {
  executionStatus: ExecutionStatus;
  status: StepStatus;
  waitingFor: string | null;
  token: string | null;
  proposal: JsonObject | null;
  output: JsonObject | null;
  error: StepError | null;
};

/**
 * The current state of one step or part, by its address, without reading the rest of an execution that is not archived.
 * The caller has checked who may see it.
 */
export async function getStepStatus(
  db: Database,
  params: { executionId: string; stepId: string },
): Promise<StepStatusRow | null> {
  const { step, part } = parseAddress(params.stepId);
  const rows = await db.$client<StepStatusRow[]>`
    select execution.status as "executionStatus", coalesce(step.status, 'pending') as status, step.waiting_for as "waitingFor",
      step.token, step.proposal, step.output_data as output, step.error
    from workflow_executions execution
    left join lateral (
      select * from workflow_step_executions
      where execution_id = execution.id and step_id = ${step} and part = ${part ?? ""}
      order by iteration desc limit 1) step on true
    where execution.id = ${params.executionId}`;
  const [now] = rows;
  if (!now || now.status !== "pending" || !hasEnded(now.executionStatus)) return now ?? null;
  const archive = await readArchive(db, params.executionId);
  const last = archive?.steps.findLast((row) => row.stepId === step && row.part === (part ?? ""));
  if (!last) return now;
  const { status, waitingFor, token, proposal, outputData: output, error } = last;
  return { ...now, status, waitingFor, token, proposal, output, error };
}
