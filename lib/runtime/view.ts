import type { ExecutionRow } from "#db/queries/executions.ts";
import type { Json, JsonObject } from "#lib/engine/json.ts";
import type { PlanStep } from "#lib/engine/plan.ts";
import type { ExecutionStatus, StepError, StepState, StepStatus } from "#lib/engine/state.ts";
import { hasEnded, takesAnswers } from "#lib/engine/state.ts";
import type { Work } from "#lib/engine/work.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";

import { formOf } from "./step-form.ts";

/** An execution as the API shows it. */
export type ExecutionView = {
  id: string;
  workflowId: string;
  version: string;
  status: ExecutionStatus;
  revision: number;
  steps: StepView[];
  /** What the execution needs from outside before it can go on. */
  waitingFor: Waiting[];
  outputs?: JsonObject;
  error?: StepError;
};

export type StepView = {
  id: string;
  name: string;
  status: StepStatus;
  attempt: number;
  iteration: number;
  output?: Json;
  error?: StepError;
};

export type Waiting =
  | { stepId: string; kind: "form" | "review" | "signal"; schema: FormSchema }
  | { stepId: string; kind: "time"; until: string };

/** The current state of an execution, with a schema for everything it asks of a person. */
export function viewOf(work: Work, row: Pick<ExecutionRow, "id">): ExecutionView {
  const { plan, state } = work;
  const ended = hasEnded(state.status);
  return {
    id: row.id,
    workflowId: plan.definition.id,
    version: plan.definition.version,
    status: state.status,
    revision: state.revision,
    steps: plan.steps.map((step) => stepView(step, state.steps[step.index]!)),
    waitingFor: ended ? [] : plan.steps.flatMap((s) => waiting(s, state.steps[s.index]!)),
    ...(state.outputs && { outputs: state.outputs }),
    ...(state.error && { error: state.error }),
  };
}

function stepView({ id, definition }: PlanStep, step: StepState): StepView {
  const { status, attempt, iteration, output, error } = step;
  return {
    id,
    name: definition.name,
    status,
    attempt,
    iteration,
    ...(output && { output }),
    ...(error && { error }),
  };
}

function waiting(step: PlanStep, state: StepState): Waiting[] {
  if (!takesAnswers(state) && state.dueAt === null) return [];
  if (state.waitingFor === "retry" || state.waitingFor === "time") {
    return [{ stepId: step.id, kind: "time", until: new Date(state.dueAt ?? 0).toISOString() }];
  }
  const form = formOf(step, state);
  return form ? [{ stepId: step.id, kind: form.kind, schema: form.schema }] : [];
}
