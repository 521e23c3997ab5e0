import type { StepResult } from "#lib/engine/catalog.ts";
import type { JsonObject } from "#lib/engine/json.ts";
import type { PlanStep } from "#lib/engine/plan.ts";
import type { StepState } from "#lib/engine/state.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";
import { operations } from "#lib/steps/registry.ts";

import { checkedResult } from "./checked-result.ts";

/** What a person may do about a step that failed for good. */
export const failureForm = {
  type: "object",
  title: "What should happen with this step?",
  properties: {
    action: {
      type: "string",
      title: "What should happen with this step?",
      enum: ["skip", "retry"],
      "x-labels": { skip: "Skip it", retry: "Try again" },
    },
  },
  required: ["action"],
} as const satisfies FormSchema;

export type StepForm = { kind: "form" | "review"; schema: FormSchema };

/** What a waiting step, or an answered one whose answer is to be changed, asks of a person. */
export function formOf(step: PlanStep, state: StepState): StepForm | null {
  if (state.waitingFor === "failure") return { kind: "review", schema: failureForm };
  const operation = operations.get(step.operation.id);
  const call = { config: step.config, input: state.input ?? {} };
  if (operation?.mode === "interactive") {
    return { kind: operation.presents, schema: operation.form(call) };
  }
  if (operation?.mode === "job" && operation.review && state.proposal) {
    return { kind: "review", schema: operation.review.form({ ...call, proposal: state.proposal }) };
  }
  return null;
}

/** The result that answers which satisfy the form stand for. Throws `StepFailure` where the operation refuses them. */
export function acceptAnswer(
  step: PlanStep,
  state: StepState,
  data: JsonObject,
): StepResult | null {
  const operation = operations.get(step.operation.id);
  const call = { config: step.config, input: state.input ?? {}, data };
  if (operation?.mode === "interactive") {
    return checkedResult(operation, step.config, operation.accept(call));
  }
  if (operation?.mode === "job" && operation.review && state.proposal) {
    const result = operation.review.accept({ ...call, proposal: state.proposal });
    return checkedResult(operation, step.config, result);
  }
  return null;
}
