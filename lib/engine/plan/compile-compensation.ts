import type { Catalog } from "#lib/engine/definition/catalog.ts";
import type { StepDefinition } from "#lib/engine/definition/definition.ts";
import { expressionsIn } from "#lib/engine/expression/config-expressions.ts";
import { mustParse } from "#lib/engine/expression/expression.ts";

import type { InputBinding } from "./data-flow.ts";
import type { PlanStep } from "./plan.ts";

type Place = Pick<PlanStep, "index" | "id" | "definition">;

/**
 * Compiles the compensation of a step to a step with the same place in the plan. When it fails for good, a person
 * decides, so that nothing is forgotten. Null for a step that declares no compensation.
 */
export function compileCompensation(
  { index, id, definition }: Place,
  catalog: Catalog,
): PlanStep | null {
  const { compensate } = definition;
  if (!compensate) return null;
  const { uses, config, inputs, retry } = compensate;
  const operation = catalog.operations.get(uses);
  const parsed = operation?.parseConfig(config);
  if (!operation || !parsed?.ok) throw new Error(`The compensation of "${id}" does not fit.`);
  const { forEach: _list, timeoutMs: _limit, deadlineMs: _deadline, ...own } = definition;
  const bindings = Object.entries(operation.inputs(parsed.config)).map(
    ([input, port]): InputBinding => {
      const source = inputs[input];
      if (source === undefined) return { input, port, kind: "absent" };
      return { input, port, kind: "expression", expression: mustParse(source) };
    },
  );
  const named: StepDefinition = {
    ...own,
    name: compensationName(definition.name),
    type: operation.stepType,
    uses,
    config,
    inputs,
    onError: "ask",
    retry,
  };
  return {
    index,
    id,
    definition: named,
    operation,
    config: parsed.config,
    expressions: expressionsIn(operation, parsed.config),
    need: 0,
    bindings,
    guard: null,
    rules: [],
    handlesError: false,
    rivals: [],
    excludes: [],
    cancels: [],
    child: null,
    multiInstance: null,
    compensation: null,
  };
}

/** The name of a compensation for people. */
function compensationName(name: string): string {
  return `Undo: ${name}`;
}
