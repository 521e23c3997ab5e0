import type { Catalog, OperationContract, Port, Ports } from "#lib/engine/definition/catalog.ts";
import {
  type StepDefinition,
  workflowDefinition,
  type WorkflowDefinition,
} from "#lib/engine/definition/definition.ts";
import { parseExpression } from "#lib/engine/expression/expression.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

/** Parsed documents, kept while somebody holds the original: ports and plans ask for the same one many times. */
const read = new WeakMap<object, WorkflowDefinition | null>();

/**
 * The workflow that a step of mode `child` runs, from its parsed config. Null for every other step, and where the
 * config embeds nothing of the right shape. Validation says what is wrong with it.
 */
export function childOf(
  operation: OperationContract,
  config: JsonObject,
): WorkflowDefinition | null {
  const document = operation.mode === "child" ? config["definition"] : null;
  if (typeof document !== "object" || document === null) return null;
  let definition = read.get(document);
  if (definition === undefined) {
    definition = workflowDefinition.safeParse(document).data ?? null;
    read.set(document, definition);
  }
  return definition;
}

/** The input ports of a workflow that runs as a child: its declared inputs. One with a default may be left out. */
export function childInputs({ inputs }: WorkflowDefinition): Ports {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]): [string, Port] => {
      const optional = input.optional || input.default !== undefined;
      return [name, optional ? { type: input.type, optional } : { type: input.type }];
    }),
  );
}

/**
 * The output ports of a workflow that runs as a child: its outputs, of the type they have where they name a whole
 * value, else `json`. A workflow that declares none gives the outputs of its last steps under their ids, as far as they
 * ran.
 */
export function childOutputs(definition: WorkflowDefinition, catalog: Catalog): Ports {
  const declared = Object.entries(definition.outputs);
  if (declared.length > 0) {
    return Object.fromEntries(
      declared.map(([name, source]) => [name, portOf(definition, source, catalog)]),
    );
  }
  return Object.fromEntries(endsOf(definition).map((id) => [id, { type: "json", optional: true }]));
}

function portOf(definition: WorkflowDefinition, source: string, catalog: Catalog): Port {
  const parsed = parseExpression(source);
  const [root, first = "", output, ...more] = (parsed.ok && parsed.expression.path) || [];
  if (root === "inputs" && output === undefined)
    return { type: definition.inputs[first]?.type ?? "json" };
  if (root !== "steps" || output === undefined || more.length > 0) return { type: "json" };
  const step = definition.steps.find(({ id }) => id === first);
  const { optional: _, ...port } = (step && portsOf(step, catalog)[output]) ?? { type: "json" };
  return port;
}

function portsOf(step: StepDefinition, catalog: Catalog): Ports {
  const operation = catalog.operations.get(step.uses);
  const parsed = operation?.parseConfig(step.config);
  return operation && parsed?.ok ? operation.outputs(parsed.config) : {};
}

/** The steps that a workflow ends with: those it names, else those that nothing follows. */
function endsOf({ steps, exitPoints }: WorkflowDefinition): readonly string[] {
  if (exitPoints) return exitPoints;
  const followed = new Set(
    steps.flatMap(({ dependencies }) => dependencies.filter((d) => !d.back).map((d) => d.step)),
  );
  return steps.map(({ id }) => id).filter((id) => !followed.has(id));
}
