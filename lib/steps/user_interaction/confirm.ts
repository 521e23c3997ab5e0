import { z } from "zod";

import type { Json } from "#lib/engine/value/json.ts";
import { StepFailure } from "#lib/step-failure.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

const config = z.strictObject({
  title: z.string().min(1).max(200).default("Check your answers"),
  /** What the button says: the act itself, such as "Save this plan". */
  button: z.string().min(1).max(60).default("Continue"),
  message: z.string().min(1).max(2_000).optional(),
});

/** Shows the results of a run and waits until a person agrees. */
export const reviewConfirm = defineOperation({
  id: "review.confirm",
  stepType: "user_interaction",
  mode: "interactive",
  presents: "review",
  title: "Check and confirm",
  description:
    "Shows the answers and results so far, each answer with a way to change it, and goes on only when the person agrees. Asked for anew whenever something before it changed.",
  config,
  inputs: { shown: { type: "json", optional: true } },
  outputs: { confirmation: { type: "confirmation" } },
  example: {
    config: { title: "Check your plan before you save it", button: "Save this plan" },
    input: { shown: ["The plan holds 7 kinds of investments."] },
    data: { confirmed: true },
  },
  form({ config: { title, button, message }, input: { shown } }) {
    const description = [message, ...sentencesOf(shown)].filter(Boolean).join(" ");
    return {
      type: "object",
      title,
      ...(description && { description }),
      properties: { confirmed: { type: "boolean", title: button, default: true } },
      required: ["confirmed"],
    };
  },
  accept({ data }) {
    if (data["confirmed"] !== true) {
      throw new StepFailure("invalid_answer", "This step goes on only when you agree.", {
        fields: { confirmed: "Confirm, or change your answers first" },
      });
    }
    return { output: { confirmation: { confirmed: true as const } } };
  },
});

const shownList = z.array(
  z.union([
    z.string(),
    z.object({ sentence: z.string(), uses: z.string() }).transform((c) => [c.sentence, c.uses]),
  ]),
);

/** The texts of a shown value: a sentence, a list of sentences, or a list of contradictions. */
function sentencesOf(shown: Json | undefined): string[] {
  if (typeof shown === "string") return [shown];
  const list = shownList.safeParse(shown);
  return list.success ? list.data.flat() : [];
}
