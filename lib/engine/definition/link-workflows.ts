import type { Catalog } from "./catalog.ts";
import type { WorkflowDefinition } from "./definition.ts";

/** A stored workflow as a step names it; without a version the newest is meant. */
export type WorkflowReference = { readonly id: string; readonly version?: string };

type Find = (reference: WorkflowReference) => Promise<WorkflowDefinition | null>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * The document with every workflow that its steps name embedded, at exactly the version that was found. So a stored
 * definition is complete and always means the same. It cannot contain itself, because what it embeds was stored before
 * it. A workflow that is not found is left for validation to report. Never throws on any document, unless `find` does.
 */
export async function linkWorkflows(
  document: unknown,
  catalog: Catalog,
  find: Find,
): Promise<unknown> {
  if (!isFields(document) || !Array.isArray(document["steps"])) return document;
  const steps: readonly unknown[] = document["steps"];
  const linked = await Promise.all(steps.map(async (step) => await linkStep(step, catalog, find)));
  return { ...document, steps: linked };
}

async function linkStep(step: unknown, catalog: Catalog, find: Find): Promise<unknown> {
  if (!isFields(step) || typeof step["uses"] !== "string" || !isFields(step["config"])) return step;
  if (catalog.operations.get(step["uses"])?.mode !== "child") return step;
  const { config } = step;
  const { workflow, definition } = config;
  if (!isFields(workflow) || typeof workflow["id"] !== "string") {
    const inner = await linkWorkflows(definition, catalog, find);
    return { ...step, config: { ...config, ...(inner !== undefined && { definition: inner }) } };
  }
  if (isVersion(definition, workflow)) return step;
  const { id, version } = workflow;
  const found = await find(typeof version === "string" ? { id, version } : { id });
  const { definition: _other, ...named } = config;
  if (!found) return { ...step, config: named };
  const pinned = { id: found.id, version: found.version };
  return { ...step, config: { ...named, workflow: pinned, definition: found } };
}

/** Whether the embedded workflow is the one that is named. */
function isVersion(definition: unknown, { id, version }: Fields): boolean {
  return isFields(definition) && definition["id"] === id && definition["version"] === version;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
