import { jsonSchemaOf } from "#lib/data-types/data-type.ts";
import { dataTypes } from "#lib/data-types/registry.ts";
import type {
  Catalog,
  DataType,
  OperationContract,
  ParsedConfig,
  Ports,
} from "#lib/engine/definition/catalog.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { childInputs, childOf, childOutputs } from "#lib/engine/plan/child-workflow.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { readWithSchema } from "#lib/engine/value/read-with-schema.ts";

import { aiWrite } from "./ai_generated/write.ts";
import { portfolioOptimize } from "./analysis/portfolio-optimize.ts";
import { riskAssess } from "./analysis/risk-assess.ts";
import type { Operation } from "./contract/operation.ts";
import { formAsk } from "./data_collection/form-ask.ts";
import { holdingsImport } from "./data_collection/holdings-import.ts";
import { decisionAsk } from "./decision/ask.ts";
import { decisionChoose } from "./decision/choose.ts";
import { httpRequest } from "./integration/http-request.ts";
import { portfolioSave } from "./integration/portfolio-save.ts";
import { waitFor } from "./integration/wait-for.ts";
import { waitSignal } from "./integration/wait-signal.ts";
import { workflowRun } from "./integration/workflow-run.ts";
import { constraintsCombine } from "./transformation/combine-limits.ts";
import { dataTransform } from "./transformation/transform.ts";
import { reviewConfirm } from "./user_interaction/confirm.ts";
import { dataValidate } from "./validation/validate.ts";

/** Every operation that a workflow may use. To add one, write its file and list it here. */
const all: readonly Operation[] = [
  formAsk,
  holdingsImport,
  riskAssess,
  portfolioOptimize,
  decisionChoose,
  decisionAsk,
  dataValidate,
  dataTransform,
  constraintsCombine,
  httpRequest,
  waitFor,
  waitSignal,
  workflowRun,
  portfolioSave,
  reviewConfirm,
  aiWrite,
];

export const operations: ReadonlyMap<string, Operation> = new Map(all.map((o) => [o.id, o]));

/** The step library as the engine sees it: contracts without code, and the data types with their JSON Schemas. */
export const catalog: Catalog = {
  operations: new Map(all.map((operation) => [operation.id, contractOf(operation)])),
  dataTypes: new Map(
    Object.entries(dataTypes).map(([id, { title, schema, basic }]): [string, DataType] => [
      id,
      { id, title, jsonSchema: jsonSchemaOf(schema), basic },
    ]),
  ),
};

/** What the engine needs to know of an operation. */
export function contractOf(operation: Operation): OperationContract {
  const { id, stepType, mode, title, description, inputs, outputs } = operation;
  const contract: OperationContract = {
    id,
    stepType,
    mode,
    title,
    description,
    parseConfig: (config) => parseConfig(operation, config),
    inputs: (config) => (typeof inputs === "function" ? inputs(config) : inputs),
    outputs: (config) => (typeof outputs === "function" ? outputs(config) : outputs),
    outcomes: (config) => operation.outcomes?.(config) ?? [],
    expressions: (config) => operation.expressions?.(config) ?? [],
    proposes: (config) => operation.mode === "job" && (operation.review?.applies(config) ?? false),
    ...(operation.mode === "job" && {
      repeats: (config) => operation.repeats?.(config) ?? true,
    }),
    ...(operation.mode === "wait" && {
      waitFor: (config, input, now) => operation.waitFor({ config, input }, now),
    }),
    approves: operation.mode === "interactive" && operation.presents === "review",
  };
  return operation.mode === "child" ? withChild(contract) : contract;
}

/** The contract of a step that starts a child run: its ports are those of the embedded workflow. */
function withChild(contract: OperationContract): OperationContract {
  const ports = (config: JsonObject, of: (definition: WorkflowDefinition) => Ports): Ports => {
    const definition = childOf(contract, config);
    return definition ? of(definition) : {};
  };
  return {
    ...contract,
    inputs: (config) => ports(config, childInputs),
    outputs: (config) => ports(config, (definition) => childOutputs(definition, catalog)),
  };
}

function parseConfig(operation: Operation, config: JsonObject): ParsedConfig {
  const read = readWithSchema(operation.config, config);
  return read.ok ? { ok: true, config: read.data } : read;
}
