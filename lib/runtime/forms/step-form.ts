import type { StepResult } from "#lib/engine/definition/catalog.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { TaskState } from "#lib/engine/state/state.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";
import type { Operation } from "#lib/steps/contract/operation.ts";
import { operations } from "#lib/steps/registry.ts";

import { checkedResult } from "./checked-result.ts";
import { failureForm } from "./failure-form.ts";

export type StepForm = { kind: "form" | "review" | "signal"; schema: FormSchema };

/** The form of a waiting step or part, or of an answered one whose answer is to be changed. */
export function formOf(step: PlanStep, state: TaskState): StepForm | null {
  if (state.waitingFor === "failure") {
    return { kind: "review", schema: failureForm(byHandForm(step, state)) };
  }
  const operation = operations.get(step.operation.id);
  const call = { config: step.config, input: state.input ?? {} };
  if (operation?.mode === "interactive") {
    const kind = operation.presents === "review" ? "review" : "form";
    return { kind, schema: operation.form(call) };
  }
  if (operation?.mode === "wait" && operation.signalForm && state.waitingFor === "signal") {
    return { kind: "signal", schema: operation.signalForm(call) };
  }
  const proposal = proposalOf(step, state);
  if (operation?.mode === "job" && operation.review && proposal) {
    return { kind: "review", schema: operation.review.form({ ...call, proposal }) };
  }
  return null;
}

/** Whether a step takes a file whose reading is shown before it counts. */
export function importsFile({ operation }: PlanStep): boolean {
  const found = operations.get(operation.id);
  return found?.mode === "interactive" && found.presents === "import";
}

/** What a person decides on: a job's proposal, or what became of it, since that may be decided anew. */
function proposalOf({ config, operation }: PlanStep, state: TaskState): JsonObject | null {
  if (state.status !== "completed") return state.proposal;
  return operation.proposes(config) ? state.output : null;
}

/** The name of the signal that a step waits for; `null` for any other step. */
export function signalOf({ operation, config }: PlanStep, state: TaskState): string | null {
  if (state.waitingFor !== "signal") return null;
  const waits = operation.waitFor?.(config, state.input ?? {}, 0);
  return waits?.kind === "signal" ? waits.name : null;
}

/** The form to supply the result of a failed job by hand. `null` where the operation has no such form. */
export function byHandForm(step: PlanStep, state: TaskState): FormSchema | null {
  const operation = operations.get(step.operation.id);
  if (operation?.mode !== "job") return null;
  return operation.review?.byHand?.form({ config: step.config, input: state.input ?? {} }) ?? null;
}

/** The result for answers that satisfy the form. Throws `StepFailure` where the operation refuses them. */
export function acceptAnswer(
  step: PlanStep,
  state: TaskState,
  data: JsonObject,
): StepResult | null {
  const operation = operations.get(step.operation.id);
  const call = { config: step.config, input: state.input ?? {}, data };
  if (operation?.mode === "interactive") {
    return checkedResult(operation, step.config, operation.accept(call));
  }
  if (operation?.mode === "wait" && state.waitingFor === "signal") return { output: { data } };
  if (operation?.mode !== "job") return null;
  const result = reviewed(operation.review, call, {
    waitingFor: state.waitingFor,
    proposal: proposalOf(step, state),
  });
  return result && checkedResult(operation, step.config, result);
}

type Review = Extract<Operation, { mode: "job" }>["review"];
type Call = { config: JsonObject; input: JsonObject; data: JsonObject };

/** The result that a person edited from a job's proposal, or supplied by hand. */
function reviewed(
  review: Review,
  call: Call,
  state: Pick<TaskState, "waitingFor" | "proposal">,
): StepResult | null {
  if (review?.byHand && state.waitingFor === "failure") {
    const { action: _action, ...written } = call.data;
    return review.byHand.accept({ ...call, data: written });
  }
  return review && state.proposal ? review.accept({ ...call, proposal: state.proposal }) : null;
}
