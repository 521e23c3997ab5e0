import type { OperationContract, Ports } from "#lib/engine/definition/catalog.ts";
import type { StepDefinition } from "#lib/engine/definition/definition.ts";
import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { closestName } from "#lib/engine/value/closest-name.ts";

import { called, type Finding, type ValidationContext } from "./context.ts";
import { misfit } from "./operations.ts";

type Compensation = NonNullable<StepDefinition["compensate"]>;

/** Compensations: an operation that may compensate, with a config that fits and every input named. */
export function checkCompensations(context: ValidationContext): readonly Finding[] {
  return context.definition.steps.flatMap(({ compensate }, index) =>
    compensate ? checkCompensation(context, index, compensate) : [],
  );
}

function checkCompensation(
  context: ValidationContext,
  index: number,
  compensation: Compensation,
): readonly Finding[] {
  const { definition, catalog } = context;
  const step = definition.steps[index]!;
  const own = ["steps", index, "compensate"];
  const operation = catalog.operations.get(compensation.uses);
  if (!operation) {
    const meant = closestName(compensation.uses, catalog.operations.keys());
    const path = [...own, "uses"];
    const unknown = `The compensation of ${called(step)} uses "${compensation.uses}", which is not in the step library`;
    if (meant === null) {
      return [{ code: "unknown_operation", path, steps: [step.id], message: `${unknown}.` }];
    }
    const fix: QuickFix = { title: `Use ${meant}`, changes: [{ op: "set", path, value: meant }] };
    const message = `${unknown}. Did you mean ${meant}?`;
    const works = checkCompensation(context, index, { ...compensation, uses: meant }).length === 0;
    const finding = { code: "unknown_operation", path, steps: [step.id], message } as const;
    return [works ? { ...finding, fix } : finding];
  }
  const parsed = operation.parseConfig(compensation.config);
  if (!parsed.ok) {
    const config = `The config of the compensation of ${called(step)}`;
    return parsed.problems.map((problem) => misfit(step, [...own, "config"], config, problem));
  }
  return [
    ...impossible(step, index, operation),
    ...checkInputs(step, index, compensation, operation.inputs(parsed.config)),
  ];
}

function impossible(
  step: StepDefinition,
  index: number,
  { id, mode }: OperationContract,
): readonly Finding[] {
  if (mode !== "wait" && mode !== "child") return [];
  const path = ["steps", index, "compensate"];
  const message = `${id} cannot make up for ${called(step)}: a run that ends waits for people and jobs only. Use another operation, or none.`;
  const fix: QuickFix = { title: "Remove it", changes: [{ op: "remove", path }] };
  return [{ code: "compensation", path, steps: [step.id], message, fix }];
}

function checkInputs(
  step: StepDefinition,
  index: number,
  { inputs }: Compensation,
  ports: Ports,
): readonly Finding[] {
  const own = ["steps", index, "compensate", "inputs"];
  const unknown = Object.keys(inputs)
    .filter((name) => !Object.hasOwn(ports, name))
    .map((name): Finding => {
      const path = [...own, name];
      return {
        code: "unknown_input",
        path,
        steps: [step.id],
        message: `The compensation of ${called(step)} has no input "${name}".`,
        fix: { title: `Remove "${name}"`, changes: [{ op: "remove", path }] },
      };
    });
  const missing = Object.entries(ports)
    .filter(([name, port]) => !port.optional && inputs[name] === undefined)
    .map(([name]): Finding => {
      const message = `The compensation of ${called(step)} needs "${name}". Say under its inputs where that comes from.`;
      return { code: "missing_input", path: [...own, name], steps: [step.id], message };
    });
  return [...unknown, ...missing];
}
