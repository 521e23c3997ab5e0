import type { Catalog, ConfigProblem, DataType } from "#lib/engine/definition/catalog.ts";
import type { StepDefinition, WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { Edit, QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { isMultiInstance, stepPorts } from "#lib/engine/definition/step-ports.ts";
import { clashOf, shapeOf } from "#lib/engine/expression/schema-shape.ts";
import { closestName } from "#lib/engine/value/closest-name.ts";
import type { Json } from "#lib/engine/value/json.ts";
import { pathText } from "#lib/engine/value/path-text.ts";

import { called, type Finding, type StepContract } from "./context.ts";
import { fixOf } from "./structure.ts";

/** Reads every step's operation and config. A step whose contract cannot be read gets null, and a finding. */
export function readContracts(
  definition: WorkflowDefinition,
  catalog: Catalog,
): { contracts: readonly (StepContract | null)[]; findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const contracts = definition.steps.map((step, index) => {
    const result = readContract(step, index, catalog);
    findings.push(...result.findings);
    return result.contract;
  });
  return { contracts, findings };
}

type Read = { readonly contract: StepContract | null; readonly findings: readonly Finding[] };

function readContract(step: StepDefinition, index: number, catalog: Catalog): Read {
  const operation = catalog.operations.get(step.uses);
  if (!operation) return { contract: null, findings: [unknownOperation(step, index, catalog)] };
  const parsed = operation.parseConfig(step.config);
  if (!parsed.ok) {
    const findings = parsed.problems.map((problem) =>
      misfit(step, ["steps", index, "config"], `The config of ${called(step)}`, problem),
    );
    return { contract: null, findings };
  }
  const { config } = parsed;
  const contract = {
    operation,
    config,
    ...stepPorts(step, operation, config, catalog),
  };
  const findings = [
    ...wrongType(step, index, contract),
    ...uselessDeadline(step, index, contract),
    ...uselessRetry(step, index, contract),
  ];
  return { contract, findings };
}

/** What is wrong in a config, at its place. */
export function misfit(
  step: StepDefinition,
  own: Finding["path"],
  config: string,
  problem: ConfigProblem,
): Finding {
  const { path, message, unknown } = problem;
  const whole = [...own, ...path];
  const place = unknown === undefined ? path : path.slice(0, -1);
  const at = place.length > 0 ? ` at ${pathText(place)}` : "";
  return {
    code: "config",
    path: whole,
    steps: [step.id],
    message: `${config} does not fit${at}: ${message}`,
    ...(unknown !== undefined && { fix: fixOf({ ...problem, path: whole }) }),
  };
}

/** A calculation is made the moment it begins. */
function uselessDeadline(
  step: StepDefinition,
  index: number,
  { operation }: StepContract,
): readonly Finding[] {
  const lasts = operation.mode !== "inline" || isMultiInstance(step);
  if (step.deadlineMs === undefined || lasts) return [];
  const path = ["steps", index, "deadlineMs"] as const;
  const message = `${called(step)} ends at the moment it begins, so its deadline changes nothing. Remove it.`;
  const fix: QuickFix = { title: "Remove the deadline", changes: [{ op: "remove", path }] };
  return [{ severity: "warning", code: "useless_deadline", path, steps: [step.id], message, fix }];
}

/** What must not be done twice is not tried again by itself. */
function uselessRetry(
  step: StepDefinition,
  index: number,
  { operation, config }: StepContract,
): readonly Finding[] {
  if (!step.retry || operation.repeats?.(config) !== false) return [];
  const path = ["steps", index, "retry"] as const;
  const message = `${called(step)} is not repeated when it fails, because the other server might do it twice: its retry changes nothing. Remove it, or give the request an Idempotency-Key header where that server counts equal keys once.`;
  const fix: QuickFix = { title: "Remove the retry", changes: [{ op: "remove", path }] };
  return [{ severity: "warning", code: "useless_retry", path, steps: [step.id], message, fix }];
}

function wrongType(
  step: StepDefinition,
  index: number,
  { operation }: StepContract,
): readonly Finding[] {
  if (operation.stepType === step.type) return [];
  const path = ["steps", index, "type"] as const;
  return [
    {
      code: "wrong_step_type",
      path,
      steps: [step.id],
      message: `${called(step)} says it is ${step.type}, but ${operation.id} is ${operation.stepType}.`,
      fix: {
        title: `Make it ${operation.stepType}`,
        changes: [{ op: "set", path, value: operation.stepType }],
      },
    },
  ];
}

function unknownOperation(step: StepDefinition, index: number, catalog: Catalog): Finding {
  const path = ["steps", index, "uses"] as const;
  const ids = [...catalog.operations.keys()];
  const meant = closestName(step.uses, ids);
  const unknown = `${called(step)} uses "${step.uses}", which is not in the step library`;
  if (meant === null) {
    const ofType = ids.filter((id) => catalog.operations.get(id)?.stepType === step.type);
    const offer = ofType.length > 0 ? ` Of type ${step.type} there is ${ofType.join(", ")}.` : "";
    return { code: "unknown_operation", path, steps: [step.id], message: `${unknown}.${offer}` };
  }
  const message = `${unknown}. Did you mean ${meant}?`;
  const finding = { code: "unknown_operation", path, steps: [step.id], message } as const;
  const operation = catalog.operations.get(meant)!;
  if (!operation.parseConfig(step.config).ok) return finding;
  const changes: Edit[] = [{ op: "set", path, value: meant }];
  if (operation.stepType !== step.type)
    changes.push({ op: "set", path: ["steps", index, "type"], value: operation.stepType });
  return { ...finding, fix: { title: `Use ${meant}`, changes } };
}

/** Workflow inputs must have a data type of the catalog, and a default of that type. */
export function checkWorkflowInputs(definition: WorkflowDefinition, catalog: Catalog): Finding[] {
  return Object.entries(definition.inputs).flatMap(
    ([name, { type, default: value }]): Finding[] => {
      const known = catalog.dataTypes.get(type);
      if (known) return value === undefined ? [] : checkDefault(name, value, known);
      const path = ["inputs", name, "type"] as const;
      const meant = closestName(type, catalog.dataTypes.keys());
      const message = `The input "${name}" has the unknown data type "${type}".`;
      if (meant === null) return [{ code: "unknown_data_type", path, steps: [], message }];
      const fix: QuickFix = { title: `Use ${meant}`, changes: [{ op: "set", path, value: meant }] };
      return [
        {
          code: "unknown_data_type",
          path,
          steps: [],
          message: `${message} Did you mean "${meant}"?`,
          fix,
        },
      ];
    },
  );
}

function checkDefault(name: string, value: Json, { title, jsonSchema }: DataType): Finding[] {
  const clash = clashOf(shapeOf({ const: value }), shapeOf(jsonSchema));
  if (clash === null) return [];
  const path = ["inputs", name, "default"];
  const message = `The default of the input "${name}" does not fit its type "${title}": ${clash}.`;
  return [{ code: "type_clash", path, steps: [], message }];
}
