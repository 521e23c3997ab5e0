import type { InputBinding } from "./data-flow.ts";
import type { Expression, Scope } from "./expression.ts";
import { earlierOutputs } from "./history.ts";
import type { Json, JsonObject } from "./json.ts";
import { type Instance, instanceOf, type Target } from "./target.ts";
import type { Work } from "./work.ts";

/** The values of a step's inputs, from the run's inputs and the latest outputs. Throws `ExpressionError`. */
export function resolveInput(work: Work, target: Target): JsonObject {
  const instance = instanceOf(work, target);
  const input: Record<string, Json> = {};
  for (const binding of target.step.bindings) {
    const value = valueOf(work, binding, instance);
    if (value !== undefined) input[binding.input] = value;
  }
  return input;
}

/** The names an expression refers to, with their values now, to be read at once. A step that produced nothing is absent. */
export function scopeOf(work: Work, expression: Expression, instance: Instance | null): Scope {
  const steps: Record<string, JsonObject> = {};
  for (const { step } of expression.references.steps) {
    const output = outputOf(work, step);
    if (output) steps[step] = output;
  }
  const history: Record<string, readonly JsonObject[]> = {};
  for (const id of expression.references.history) {
    const index = work.plan.indexOf.get(id);
    history[id] = index === undefined ? [] : earlierOutputs(work.state.steps[index]!);
  }
  return { inputs: work.state.inputs, steps, history, ...instance };
}

function valueOf(work: Work, binding: InputBinding, instance: Instance | null): Json | undefined {
  switch (binding.kind) {
    case "expression":
      return binding.expression.evaluate(scopeOf(work, binding.expression, instance));
    case "steps":
      for (const { step, output } of binding.candidates) {
        const value = outputOf(work, step)?.[output];
        if (value !== undefined) return value;
      }
      return undefined;
    case "input":
      return work.state.inputs[binding.name];
    case "absent":
      return undefined;
  }
}

function outputOf(work: Work, id: string): JsonObject | null {
  const index = work.plan.indexOf.get(id);
  const step = index === undefined ? undefined : work.state.steps[index];
  return step?.status === "completed" ? step.output : null;
}
