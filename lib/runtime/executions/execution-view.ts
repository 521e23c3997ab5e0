import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import { takesInstances } from "#lib/engine/drain/run-instances.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { addressOf } from "#lib/engine/state/address.ts";
import { compensationsOf } from "#lib/engine/state/compensation-part.ts";
import { instanceKeys } from "#lib/engine/state/instance-counts.ts";
import {
  type Ending,
  type ExecutionStatus,
  type Parts,
  type StepError,
  type StepState,
  type StepStatus,
  type TaskState,
  hasEnded,
  takesAnswers,
} from "#lib/engine/state/state.ts";
import { stateOf, type Task, tasksOf } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";
import { listForm } from "#lib/runtime/forms/open-list-form.ts";
import { formOf } from "#lib/runtime/forms/step-form.ts";

/** An execution as the API shows it. */
export type ExecutionView = {
  id: string;
  workflowId: string;
  version: string;
  status: ExecutionStatus;
  revision: number;
  /** The step that it is a child run of, where it is one. */
  parent?: { executionId: string; stepId: string };
  steps: StepView[];
  /** What the execution needs from outside before it can go on. */
  waitingFor: Waiting[];
  outputs?: JsonObject;
  error?: StepError;
  /** How it will end, once its compensation has begun. */
  ending?: { as: "failed" | "cancelled"; error?: StepError; reason?: string };
};

export type StepView = {
  id: string;
  name: string;
  status: StepStatus;
  attempt: number;
  iteration: number;
  output?: Json;
  error?: StepError;
  /** When it fails if it has not ended by then. */
  deadline?: string;
  /** The child run of the step: the present one, or the last. */
  child?: { executionId: string; status: ExecutionStatus };
  /**
   * The present compensation of the step, and the iteration that it is for. `id` is the address for decisions about its
   * failure.
   */
  compensation?: CompensationView;
  /** The instances of a multi-instance step, in their order. */
  instances?: InstanceView[];
};

/** An instance as the API shows it. `id` is the address for its answer. */
export type InstanceView = Pick<
  StepView,
  "id" | "status" | "attempt" | "output" | "error" | "child"
> & {
  item: Json;
};

type CompensationView = Pick<StepView, "id" | "status" | "attempt" | "output" | "error">;

/** `stepId` is an address: that of a step, of one of its instances, or of its compensation. */
export type Waiting =
  | { stepId: string; kind: "form" | "review" | "signal"; schema: FormSchema }
  | { stepId: string; kind: "time"; until: string }
  /** A child run of the step is under way. What it asks for is found there. */
  | { stepId: string; kind: "child"; executionId: string };

/** The current state of an execution, with a schema for everything it asks of a person. */
export function viewOf(
  work: WorkingState,
  row: Pick<ExecutionRow, "id" | "parentId" | "parentStep">,
): ExecutionView {
  const { plan, state } = work;
  const ended = hasEnded(state.status);
  return {
    id: row.id,
    workflowId: plan.definition.id,
    version: plan.definition.version,
    status: state.status,
    revision: state.revision,
    ...(row.parentId !== null &&
      row.parentStep !== null && {
        parent: { executionId: row.parentId, stepId: row.parentStep },
      }),
    steps: plan.steps.map((step) => stepView(step, state.steps[step.index]!)),
    waitingFor: ended ? [] : [...tasksOf(work)].flatMap((task) => waiting(work, task)),
    ...(state.outputs && { outputs: state.outputs }),
    ...(state.error && { error: state.error }),
    ...(state.ending && !ended && { ending: endingView(state.ending) }),
  };
}

function endingView({ as, error, reason }: Ending) {
  return { as, ...(error && { error }), ...(reason !== undefined && { reason }) };
}

function stepView({ id, definition, multiInstance }: PlanStep, step: StepState): StepView {
  const { iteration, parts, deadlineAt } = step;
  const [part = "", compensation] = compensationsOf(step).at(-1) ?? [];
  return {
    id,
    name: definition.name,
    iteration,
    ...taskView(step),
    ...(deadlineAt !== null && { deadline: new Date(deadlineAt).toISOString() }),
    ...(parts && (multiInstance || definition.window) && { instances: instanceViews(id, parts) }),
    ...(compensation && {
      compensation: Object.assign(taskView(compensation), { id: addressOf(id, part) }),
    }),
  };
}

function instanceViews(id: string, parts: Parts): InstanceView[] {
  return instanceKeys(parts).map((key) => {
    const part = parts.get(key)!;
    return Object.assign(taskView(part), { id: addressOf(id, key), item: part.item });
  });
}

function taskView({ status, attempt, output, error }: TaskState) {
  return { status, attempt, ...(output && { output }), ...(error && { error }) };
}

function waiting(work: WorkingState, task: Task): Waiting[] {
  const state = stateOf(work, task);
  const stepId = task.address;
  if (task.step.child && state.status === "running" && state.token !== null) {
    return [{ stepId, kind: "child", executionId: state.token }];
  }
  if (task.part === null && takesInstances(work, task.step)) {
    return [{ stepId, kind: "review", schema: listForm }];
  }
  if (!takesAnswers(state) && state.dueAt === null) return [];
  if (state.waitingFor === "retry" || state.waitingFor === "time") {
    return [{ stepId, kind: "time", until: new Date(state.dueAt ?? 0).toISOString() }];
  }
  const form = formOf(task.step, state);
  return form ? [{ stepId, kind: form.kind, schema: form.schema }] : [];
}
