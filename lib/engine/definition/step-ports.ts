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
  /** The outputs of one execution of the operation: of one instance, or of one answer in a window. */
  readonly ownOutputs: Ports;
};

/**
 * What a step takes and gives: the operation's ports, or for a multi-instance step the collected outputs of its
 * instances.
 */
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

/** Whether a step is multi-instance: one instance for each item, or for each edge that is taken. */
export function isMultiInstance({ forEach, join }: StepDefinition): boolean {
  return forEach !== undefined || join === "each";
}

/** What the values of a port are like. */
export function schemaOfPort({ type, jsonSchema }: Port, catalog: Catalog): JsonObject | undefined {
  return jsonSchema ?? catalog.dataTypes.get(type)?.jsonSchema;
}
