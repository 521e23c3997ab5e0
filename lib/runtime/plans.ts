import type { Database } from "#db/client.ts";
import { getDefinition } from "#db/queries/definitions.ts";
import { compile, type Plan } from "#lib/engine/plan.ts";
import { catalog } from "#lib/steps/registry.ts";

/** Enough for every workflow in use at a time; a plan that falls out is compiled again. */
const capacity = 500;
const plans = new Map<string, Plan>();

/** The compiled plan of a stored version. Versions never change, so a plan is compiled once per process. */
export async function planOf(db: Database, definitionId: string): Promise<Plan> {
  const known = plans.get(definitionId);
  if (known) return known;
  const row = await getDefinition(db, definitionId);
  if (!row) throw new Error(`There is no definition ${definitionId}.`);
  const plan = compile(row.definition, catalog);
  if (plans.size >= capacity) plans.delete(plans.keys().next().value!);
  plans.set(definitionId, plan);
  return plan;
}
