import { LRUCache } from "lru-cache";

import type { Database } from "#db/client.ts";
import { type DefinitionPlace, getDefinition } from "#db/queries/definitions/definitions.ts";
import { getPatchEvents } from "#db/queries/executions/read-executions.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import type { PlanLookup } from "#lib/engine/state/replan.ts";
import { catalog } from "#lib/steps/registry.ts";

import { definitionChanges } from "./definition-changes.ts";
import { parseReference, referenceTo } from "./definition-reference.ts";

/** Enough for every workflow in use at a time. A plan that is evicted is compiled again. */
const plans = new LRUCache<string, Plan>({ max: 500 });

/**
 * The compiled plan of a stored version, or of a workflow that it embeds: `definitionPath` names the steps that lead to
 * it. Versions never change, so a plan is compiled once per process.
 */
export async function planOf(
  db: Database,
  { definitionId, definitionPath }: DefinitionPlace,
): Promise<Plan> {
  const key = JSON.stringify([definitionId, ...definitionPath]);
  const known = plans.get(key);
  if (known) return known;
  const plan = compile(await definitionAt(db, definitionId, definitionPath), catalog);
  plans.set(key, plan);
  return plan;
}

async function definitionAt(
  db: Database,
  definitionId: string,
  path: readonly string[],
): Promise<WorkflowDefinition> {
  const step = path.at(-1);
  if (step === undefined) {
    const row = await getDefinition(db, definitionId);
    if (!row) throw new Error(`There is no definition ${definitionId}.`);
    return row.definition;
  }
  const outer = await planOf(db, { definitionId, definitionPath: path.slice(0, -1) });
  const child = outer.steps[outer.indexOf.get(step) ?? -1]?.child;
  if (!child) throw new Error(`Step "${step}" of definition ${definitionId} runs no workflow.`);
  return child;
}

/**
 * What is needed to fold the log of an execution: the plan that it started with, and those that it moved to. `last` is
 * the latest definition according to its log.
 */
export async function plansInLog(
  db: Database,
  execution: DefinitionPlace & { id: string },
): Promise<{ first: Plan; planOf: PlanLookup; last: string }> {
  const changes = definitionChanges(await getPatchEvents(db, execution.id));
  const pinned = referenceTo(execution);
  const begun = changes[0]?.from ?? pinned;
  const places = [...new Set([begun, ...changes.map(({ to }) => to)])];
  const known = new Map(
    await Promise.all(
      places.map(async (at) => [at, await planOf(db, parseReference(at))] as const),
    ),
  );
  const find = (place: string): Plan => {
    const plan = known.get(place);
    if (!plan) throw new Error(`The log of ${execution.id} does not go over to ${place}.`);
    return plan;
  };
  return { first: find(begun), planOf: find, last: changes.at(-1)?.to ?? pinned };
}
