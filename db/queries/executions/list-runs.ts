import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { portfolios } from "#db/schema/portfolios.ts";
import { workflowDefinitions, workflowExecutions } from "#db/schema/workflows.ts";
import type { ExecutionStatus, WaitingFor } from "#lib/engine/state/state.ts";

/** A run as a row of a list. */
export type ListedRun = {
  id: string;
  workflowId: string;
  name: string;
  status: ExecutionStatus;
  stepCount: number;
  completedSteps: number;
  /** The first step that needs the person. */
  next: {
    id: string;
    name: string;
    type: string;
    waitingFor: WaitingFor;
    problem: string | null;
  } | null;
  portfolioId: string | null;
  /** The run that this one is a what-if of. */
  forkedFromId: string | null;
  updatedAt: Date;
};

/** A step counts as waiting for the person where its child run does, at any depth. */
const next = sql<ListedRun["next"]>`(
  select jsonb_build_object('id', concat_ws('$', step.step_id, nullif(step.part, '')), 'waitingFor', open.waiting_for,
    'type', step.step_type, 'problem', open.error ->> 'message', 'name', (
      select planned ->> 'name' from jsonb_array_elements(${workflowDefinitions.definition} -> 'steps') planned
      where planned ->> 'id' = step.step_id limit 1))
  from workflow_step_executions step
  cross join lateral (
    select step.waiting_for, step.error
    where step.status = 'waiting' and step.waiting_for in ('form', 'proposal', 'failure')
    union all (
      with recursive inside as (
        select child.id from workflow_executions child
        where step.status = 'running' and child.id = step.token and child.parent_id = step.execution_id
        union all
        select child.id from workflow_executions child join inside on child.parent_id = inside.id)
      select within.waiting_for, within.error from inside
      join workflow_step_executions within on within.execution_id = inside.id
      where within.status = 'waiting' and within.waiting_for in ('form', 'proposal', 'failure')
      order by within.execution_id, within.revision limit 1)) open
  where step.execution_id = ${workflowExecutions.id} and step.status in ('waiting', 'running')
  order by step.revision limit 1)`;

/**
 * A person's runs in these states, the one that changed last first. Child runs are not listed, because they belong to
 * their parent.
 */
export async function listRuns(
  db: Database,
  params: { ownerId: string; statuses: readonly ExecutionStatus[]; limit: number; offset?: number },
): Promise<ListedRun[]> {
  return await db
    .select({
      id: workflowExecutions.id,
      workflowId: workflowDefinitions.workflowId,
      name: workflowDefinitions.name,
      status: workflowExecutions.status,
      stepCount: sql<number>`jsonb_array_length(${workflowDefinitions.definition} -> 'steps')`,
      completedSteps: sql<number>`(
        select count(distinct step.step_id)::int from workflow_step_executions step
        where step.execution_id = ${workflowExecutions.id} and step.part = '' and step.status in ('completed', 'skipped')) + coalesce((
        select completed_steps from workflow_archives where execution_id = ${workflowExecutions.id}), 0)`,
      next,
      portfolioId: sql<string | null>`(
        select ${portfolios.id} from ${portfolios}
        where ${portfolios.executionId} = ${workflowExecutions.id} limit 1)`,
      forkedFromId: workflowExecutions.forkedFromId,
      updatedAt: workflowExecutions.updatedAt,
    })
    .from(workflowExecutions)
    .innerJoin(workflowDefinitions, eq(workflowDefinitions.id, workflowExecutions.definitionId))
    .where(
      and(
        eq(workflowExecutions.userId, params.ownerId),
        isNull(workflowExecutions.parentId),
        inArray(workflowExecutions.status, [...params.statuses]),
      ),
    )
    .orderBy(desc(workflowExecutions.updatedAt), desc(workflowExecutions.id))
    .limit(params.limit)
    .offset(params.offset ?? 0);
}
