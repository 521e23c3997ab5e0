import type { Database } from "#db/client.ts";
import { lockExecution } from "#db/queries/executions/read-executions.ts";
import { rewriteExecution } from "#db/queries/executions/write-executions.ts";
import { transaction } from "#db/transaction.ts";
import { parseAddress } from "#lib/engine/state/address.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import { stepChanges } from "#lib/runtime/store/execution-change.ts";

import { checkExecution } from "./check-execution.ts";

/**
 * Rewrites an execution's rows from its log and queues its expected jobs that the queue lacks. If the engine could not
 * have written the log, nothing is changed. Returns whether the execution was repaired.
 */
export async function repairExecution(db: Database, executionId: string): Promise<boolean> {
  return await transaction(db, async (tx) => {
    const row = await lockExecution(tx, { executionId, ownerId: null });
    if (!row) return false;
    const { findings, work, soundLog, missingJobs } = await checkExecution(tx, row);
    if (!work || !soundLog) return false;
    const { status, inputs, revision, outputs, error, signals, deadlineAt, ending } = work.state;
    const damaged = new Set(
      findings.flatMap(({ code, step }) =>
        code.startsWith("row_") && step !== null ? parseAddress(step).step : [],
      ),
    );
    const steps = [...damaged].flatMap((id) => {
      const index = work.plan.indexOf.get(id);
      if (index === undefined || work.state.steps[index]!.revision === 0) return [];
      return stepChanges(work, index);
    });
    const change = {
      executionId,
      at: row.updatedAt.getTime(),
      status,
      ended: hasEnded(status),
      revision,
      results: outputs,
      error,
      signals,
      deadlineAt,
      ending,
      steps,
      events: [],
      jobs: missingJobs,
    };
    await rewriteExecution(tx, change, row, { stepIds: [...damaged], inputs });
    return true;
  });
}
