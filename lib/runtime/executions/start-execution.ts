import { randomUUID } from "node:crypto";

import type { Database } from "#db/client.ts";
import { findDefinitionId } from "#db/queries/definitions/definitions.ts";
import type { KeyedRequest } from "#db/queries/executions/idempotency.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import { insertExecution, type NewExecution } from "#db/queries/executions/write-executions.ts";
import { isTransaction, transaction } from "#db/transaction.ts";
import { advance } from "#lib/engine/advance.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import type { Actor } from "#lib/engine/state/event.ts";
import { newWorkingState } from "#lib/engine/state/working-state.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";
import { environment } from "#lib/runtime/commands/environment.ts";
import { idempotentRequest, claimOnce } from "#lib/runtime/commands/idempotency.ts";
import { checkedInputs } from "#lib/runtime/forms/checked-inputs.ts";
import { clock } from "#lib/runtime/store/database-clock.ts";
import { executionChange } from "#lib/runtime/store/execution-change.ts";
import { newExecutionId } from "#lib/runtime/store/execution-id.ts";
import { loadState } from "#lib/runtime/store/load-state.ts";
import { planOf } from "#lib/runtime/store/plan-cache.ts";
import { stateCache } from "#lib/runtime/store/state-cache.ts";

import { type ExecutionView, viewOf } from "./execution-view.ts";

/** Owns nothing: for whom only the workflows of the system are there. */
const nobody = "00000000-0000-0000-0000-000000000000";

type Start = {
  workflowId: string;
  /** The newest version, unless one is named. */
  version?: string | null;
  ownerId: string;
  /** Whether their own workflows do not count, since they may start none of them. */
  builtInOnly?: boolean;
  inputs: JsonObject;
  /** Data of the caller, kept with the execution and never interpreted. */
  metadata?: JsonObject;
  sessionId?: string;
  idempotencyKey?: string | null;
  /** Who starts it, where that is not its owner. */
  actor?: Actor;
};

/** Starts a workflow and does everything that needs no person or job. */
export async function startExecution(db: Database, start: Start): Promise<ExecutionView> {
  const author = start.builtInOnly ? nobody : start.ownerId;
  const definitionId = await findDefinitionId(db, { ...start, ownerId: author });
  if (definitionId === null) throw new AppError("not_found", "There is no such workflow.");
  const plan = await planOf(db, { definitionId, definitionPath: [] });
  const context = {
    inputs: checkedInputs(plan.definition, start.inputs),
    metadata: start.metadata ?? {},
  };
  const execution: NewExecution = {
    definitionId,
    userId: start.ownerId,
    sessionId: start.sessionId ?? randomUUID(),
    context,
  };
  const request = idempotentRequest({
    ownerId: start.ownerId,
    scope: `start/${start.workflowId}`,
    key: start.idempotencyKey ?? null,
    request: { inputs: start.inputs, metadata: context.metadata, version: start.version ?? null },
  });
  return request
    ? await startOnce(db, plan, execution, { ...start, request })
    : await startPlan(db, plan, execution, start);
}

/** Starts a compiled definition with checked inputs: one statement, one commit. */
export async function startPlan(
  db: Database,
  plan: Plan,
  execution: NewExecution,
  {
    executionId = newExecutionId(),
    actor = { kind: "person", id: execution.userId },
  }: { executionId?: string; actor?: Actor } = {},
): Promise<ExecutionView> {
  await clock.sync(db);
  const work = newWorkingState(plan);
  const parentId = execution.parent?.executionId ?? null;
  const env = environment(actor);
  const turn = advance(work, { type: "start", inputs: execution.context.inputs }, env);
  if (!turn.ok) throw new Error(`A new execution refused to start: ${turn.rejection.message}`);
  const owned = {
    id: executionId,
    userId: execution.userId,
    parentId,
    parentStep: execution.parent?.step ?? null,
  };
  await insertExecution(db, execution, executionChange(executionId, work, turn, env.now, parentId));
  // What an open transaction has written may still be rolled back, and started again under the same id.
  if (!isTransaction(db)) stateCache.put({ work, row: owned });
  return viewOf(work, owned);
}

async function startOnce(
  db: Database,
  plan: Plan,
  execution: NewExecution,
  { ownerId, request, ...by }: Start & { request: KeyedRequest },
): Promise<ExecutionView> {
  return await transaction(db, async (tx) => {
    const executionId = newExecutionId();
    const earlier = await claimOnce(tx, request, executionId);
    if (earlier === null) return await startPlan(tx, plan, execution, { ...by, executionId });
    const row = await getExecution(tx, { executionId: earlier, ownerId });
    if (!row) throw new AppError("not_found", "There is no such run.");
    return viewOf(await loadState(tx, row, await planOf(tx, row)), row);
  });
}
