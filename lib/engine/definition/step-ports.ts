import type { JsonObject } from "#lib/engine/value/json.ts";

import type { Catalog, OperationContract, Port, Ports } from "./catalog.ts";
import type { StepDefinition } from "./definition.ts";
import { instancePorts } from "./instance-ports.ts";

/** The ports of a step, once its config has been read. */
export type StepPorts = {
  readonly inputs: Ports;
  readonly outputs: Ports;
  /** The outcomes that the step as a whole may end with. */
  readonly outcomes: readonly string[];
  /** What the operation gives; of a step that is divided, or done several times in a window, what each time does. */
  readonly ownOutputs: Ports;
};

/** What a step takes and gives: as its operation says, and where it is divided into instances, what these give together. */
export function stepPorts(
  step: StepDefinition,
  operation: OperationContract,
  config: JsonObject,
  catalog: Catalog,
): StepPorts {
  const inputs = operation.inputs(config);
  const ownOutputs = operation.outputs(config);
  if (step.window) {
    const { results } = instancePorts(ownOutputs, catalog);
    return { inputs, outputs: results ? { results } : {}, ownOutputs, outcomes: [] };
  }
  if (!isMultiInstance(step)) {
    return { inputs, outputs: ownOutputs, ownOutputs, outcomes: operation.outcomes(config) };
  }
  const waits = step.forEach?.complete !== "none";
  // It begins with a branch that is taken; only a condition of its own leaves out instances.
  const atLeastOne = step.join === "each" && step.when === undefined;
  const outputs = waits ? instancePorts(ownOutputs, catalog, atLeastOne) : {};
  return { inputs, outputs, ownOutputs, outcomes: [] };
}

/** Whether a step is done in instances. */
export function isMultiInstance({ forEach, join }: StepDefinition): boolean {
  return forEach !== undefined || join === "each";
}

/** What the values of a port are like. */
export function schemaOfPort({ type, jsonSchema }: Port, catalog: Catalog): JsonObject | undefined {
  return jsonSchema ?? catalog.dataTypes.get(type)?.jsonSchema;
}
