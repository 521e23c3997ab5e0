import type { Database } from "#db/client.ts";
import { getDefinition } from "#db/queries/definitions.ts";
import type { WorkflowDefinition } from "#lib/engine/definition.ts";
import { compile, type Plan } from "#lib/engine/plan.ts";
import { catalog } from "#lib/steps/registry.ts";

/** Enough for every workflow in use at a time; a plan that falls out is compiled again. */
const capacity = 500;
const plans = new Map<string, Plan>();

type Place = { readonly definitionId: string; readonly definitionPath: readonly string[] };

/**
 * The compiled plan of a stored version, or of a workflow that it embeds: `definitionPath` names the steps that lead to it.
 * Versions never change, so a plan is compiled once per process.
 */
export async function planOf(db: Database, { definitionId, definitionPath }: Place): Promise<Plan> {
  const key = JSON.stringify([definitionId, ...definitionPath]);
  const known = plans.get(key);
  if (known) return known;
  const plan = compile(await definitionAt(db, definitionId, definitionPath), catalog);
  if (plans.size >= capacity) plans.delete(plans.keys().next().value!);
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
