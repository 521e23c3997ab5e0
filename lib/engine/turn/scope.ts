import type { Expression, Scope } from "#lib/engine/expression/expression.ts";
import type { InputBinding } from "#lib/engine/plan/data-flow.ts";
import { isCompensation } from "#lib/engine/state/compensation-part.ts";
import { earlierOutputs } from "#lib/engine/state/history.ts";
import type { StepState } from "#lib/engine/state/state.ts";
import { type Instance, instanceOf, type Task } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

import { compensatedIteration } from "./next-compensation.ts";

/** Which state of a step counts for whoever reads its outputs. */
type Standing = (work: WorkingState, id: string) => StepState | undefined;

const now: Standing = ({ plan, state }, id) => state.steps[plan.indexOf.get(id) ?? -1];

/** The states at an earlier revision: a compensation reads what its step had read. */
const at =
  (revision: number): Standing =>
  (work, id) => {
    let step = now(work, id) ?? null;
    while (step && step.revision > revision) step = step.past;
    return step ?? undefined;
  };

/** The values of a step's inputs, from the run's inputs and the latest outputs. Throws `ExpressionError`. */
export function resolveInput(work: WorkingState, task: Task): JsonObject {
  const input: Record<string, Json> = {};
  for (const binding of task.step.bindings) {
    const value = valueOf(work, task, binding);
    if (value !== undefined) input[binding.input] = value;
  }
  return input;
}

/** The values that an expression of a step, an instance or a compensation refers to. */
export function scopeFor(work: WorkingState, task: Task, expression: Expression): Scope {
  return scopeOf(work, expression, instanceOf(work, task), standingFor(work, task));
}

/** Evaluates the expressions in a step's config. The operation names them by their text. */
export function evaluatorFor(work: WorkingState, task: Task): (source: string) => Json {
  const { expressions, operation } = task.step;
  return (source) => {
    const expression = expressions.get(source);
    if (!expression) throw new Error(`"${operation.id}" does not say that it reads ${source}`);
    return expression.evaluate(scopeFor(work, task, expression));
  };
}

function standingFor({ state }: WorkingState, { part, step }: Task): Standing {
  const done = isCompensation(part) ? compensatedIteration(state.steps[step.index]!, part) : null;
  return done ? at(done.revision) : now;
}

/** The names an expression refers to, with their values, to be read at once. A step without outputs is absent. */
export function scopeOf(
  work: WorkingState,
  expression: Expression,
  instance: Instance | null,
  standing: Standing = now,
): Scope {
  const steps: Record<string, JsonObject> = {};
  for (const { step } of expression.references.steps) {
    const output = outputOf(standing(work, step));
    if (output) steps[step] = output;
  }
  const history: Record<string, readonly JsonObject[]> = {};
  for (const id of expression.references.history) {
    const step = standing(work, id);
    history[id] = step ? earlierOutputs(step) : [];
  }
  return { inputs: work.state.inputs, steps, history, ...instance };
}

function valueOf(work: WorkingState, task: Task, binding: InputBinding): Json | undefined {
  switch (binding.kind) {
    case "expression":
      return binding.expression.evaluate(scopeFor(work, task, binding.expression));
    case "steps":
      for (const { step, output } of binding.candidates) {
        const value = outputOf(now(work, step))?.[output];
        if (value !== undefined) return value;
      }
      return undefined;
    case "input":
      return work.state.inputs[binding.name];
    case "absent":
      return undefined;
  }
}

function outputOf(step: StepState | undefined): JsonObject | null {
  return step?.status === "completed" ? step.output : null;
}
