import { z } from "zod";

import { json } from "#lib/data-types/basic.ts";
import { dataTypeIds, dataTypes } from "#lib/data-types/registry.ts";
import type { Ports } from "#lib/engine/definition/catalog.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

import { decisionPort } from "./decision-schema.ts";
import { outcomeName } from "./outcome-name.ts";

const config = z
  .strictObject({
    question: z.string().min(1).max(200),
    hint: z.string().min(1).max(500).optional(),
    why: z.string().min(1).max(1_000).optional(),
    options: z
      .array(
        z.strictObject({
          outcome: outcomeName,
          label: z.string().min(1).max(200),
          /** The result when this option is chosen: a value of the type that `gives` names. */
          value: json.optional(),
        }),
      )
      .min(2)
      .max(12),
    gives: z
      .strictObject({
        name: z.string().regex(/^[A-Za-z_]\w{0,63}$/u),
        type: z.enum(dataTypeIds),
      })
      .refine(({ name }) => name !== "decision", { error: "The name “decision” is taken." })
      .optional(),
  })
  .superRefine(({ options, gives }, context) => {
    const seen = new Set<string>();
    for (const [i, option] of options.entries()) {
      const path = ["options", i];
      if (seen.has(option.outcome))
        context.addIssue({
          code: "custom",
          path: [...path, "outcome"],
          message: "Each option needs an outcome of its own.",
        });
      seen.add(option.outcome);
      if (gives === undefined && option.value !== undefined)
        context.addIssue({
          code: "custom",
          path: [...path, "value"],
          message: "Say under `gives` what the values are.",
        });
      if (gives !== undefined && !dataTypes[gives.type].schema.safeParse(option.value).success)
        context.addIssue({
          code: "custom",
          path: [...path, "value"],
          message: `This is not a value of type ${gives.type}.`,
        });
    }
  });

/** A decision that a person takes, with a suggestion where an earlier step has one. */
export const decisionAsk = defineOperation({
  id: "decision.ask",
  stepType: "decision",
  mode: "interactive",
  presents: "form",
  title: "Let the person decide",
  description:
    "Asks the person to choose one of several ways on, and marks the one that an earlier decision suggests. Steps that depend on an outcome run only when it was chosen. An option may hand on a value.",
  config,
  inputs: { suggestion: { type: "decision", optional: true } },
  outputs: ({ gives, options }): Ports => ({
    decision: decisionPort(options.map(({ outcome }) => outcome)),
    ...(gives && { [gives.name]: { type: gives.type } }),
  }),
  outcomes: ({ options }) => options.map(({ outcome }) => outcome),
  example: {
    config: {
      question: "How do you want to invest?",
      options: [
        { outcome: "at_once", label: "All at once" },
        { outcome: "in_parts", label: "In equal parts over a year" },
      ],
    },
    input: {
      suggestion: { outcome: "in_parts", label: "in_parts", because: "It is less nerve-racking." },
    },
    data: { choice: "in_parts" },
  },
  form({ config: { question, hint, why, options }, input: { suggestion } }) {
    const suggested = options.find(({ outcome }) => outcome === suggestion?.outcome);
    const because = suggested && suggestion?.because;
    return {
      type: "object",
      title: question,
      ...(because && { description: because }),
      properties: {
        choice: {
          type: "string",
          title: question,
          ...(hint && { "x-hint": hint }),
          ...(why && { "x-why": why }),
          enum: options.map(({ outcome }) => outcome),
          "x-labels": options.map((option) =>
            option === suggested ? `${option.label} (suggested)` : option.label,
          ),
          ...(suggested && { default: suggested.outcome }),
        },
      },
      required: ["choice"],
    };
  },
  accept({ config: { options, gives }, input: { suggestion }, data }) {
    const { outcome, label, value } = options.find((option) => option.outcome === data["choice"])!;
    const followed = suggestion?.outcome === outcome ? suggestion.because : null;
    return {
      output: {
        decision: { outcome, label, because: followed },
        ...(gives && value !== undefined && { [gives.name]: value }),
      },
      outcome,
    };
  },
});
