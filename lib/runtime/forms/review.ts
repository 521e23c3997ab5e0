import { z } from "zod";

import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";

import { formOf } from "./step-form.ts";
import { answersOf } from "./stored-answers.ts";

/** The answers to one step's form, as a review shows them. */
export type AnsweredForm = {
  stepId: string;
  name: string;
  schema: FormSchema;
  answers: JsonObject;
};

/** Every answered form of a run, in the order of its plan. */
export function answeredForms({ plan, state }: WorkingState): AnsweredForm[] {
  return plan.steps.flatMap((step) => {
    const now = state.steps[step.index]!;
    if (now.status !== "completed" || step.operation.approves) return [];
    const answers = answersOf(now.output);
    const form = answers && formOf(step, now);
    if (!answers || form?.kind !== "form") return [];
    return [{ stepId: step.id, name: step.definition.name, schema: form.schema, answers }];
  });
}

const words = z.object({
  title: z.string().catch("Check your answers"),
  button: z.string().catch("Continue"),
  message: z.string().optional().catch(undefined),
});

/** The title, the button and the further text of a review step. */
export function reviewText({ config }: PlanStep): z.output<typeof words> {
  return words.parse(config);
}
