import { randomUUID } from "node:crypto";

import type { Database } from "#db/client.ts";
import { findDefinitionId } from "#db/queries/definitions/definitions.ts";
import type { NewExecution } from "#db/queries/executions/write-executions.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import { planOf } from "#lib/runtime/store/plan-cache.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";

import { benchDatabase } from "../database.ts";

export type Step = WorkflowDefinitionInput["steps"][number];

/** Where a benchmark runs: a database of its own, and somebody who owns its runs. */
export type Place = { db: Database; url: string; ownerId: string; end: () => Promise<void> };

export async function benchPlace(connections: number): Promise<Place> {
  const database = await benchDatabase(connections);
  return { ...database, ownerId: await somebody(database.db) };
}

/** A stored workflow, compiled, with what a start of it needs. */
export async function stored(
  { db, ownerId }: Place,
  steps: Step[],
): Promise<{ plan: Plan; execution: NewExecution }> {
  const workflowId = await storeWorkflow(db, steps);
  const definitionId = await findDefinitionId(db, { workflowId, ownerId });
  if (definitionId === null) throw new Error("The workflow was not stored.");
  const plan = await planOf(db, { definitionId, definitionPath: [] });
  const context = { inputs: {}, metadata: {} };
  return {
    plan,
    execution: { definitionId, userId: ownerId, sessionId: randomUUID(), context },
  };
}

/** An inline step that computes one value. */
export function inline(id: string, value: string, dependencies: string[]): Step {
  return {
    id,
    name: id.slice(0, 200),
    type: "transformation",
    uses: "data.transform",
    config: { outputs: { n: value } },
    dependencies,
  };
}

/** Steps in a row, each adding one to the result of the one before. */
export function chainOf(length: number): Step[] {
  return Array.from({ length }, (_, i) =>
    inline(`s${i}`, i === 0 ? "1" : `steps.s${i - 1}.n + 1`, i === 0 ? [] : [`s${i - 1}`]),
  );
}

/** `each` creates the step with the given index. A last step waits for all of them. */
export function fanOut(width: number, each: (i: number) => Step): Step[] {
  const branches = Array.from({ length: width }, (_, i) => each(i));
  const ids = branches.map((step) => step.id);
  return [...branches, inline("all", "true", ids)];
}
