import { z } from "zod";

import {
  editedExplanation,
  restoredExplanation,
  writtenByHand,
} from "#lib/ai/explain/explanation.ts";
import { writeExplanation, type WriteRequest } from "#lib/ai/explain/write-explanation.ts";
import { type ExplanationInput, factsOf } from "#lib/ai/grounding/facts.ts";
import { callLog } from "#lib/ai/model/call-log.ts";
import type { Explanation } from "#lib/data-types/explanation.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import type { FieldSchema } from "#lib/form/json-schema.ts";
import { StepFailure } from "#lib/step-failure.ts";
import { defineOperation, type JobContext } from "#lib/steps/contract/operation.ts";

import { exampleInput } from "./write-example.ts";

const config = z.strictObject({
  /** What to explain, where the step has no `aiPrompt`. */
  ask: z.string().min(1).max(2_000).optional(),
  maxWords: z.int().min(40).max(600).default(220),
  /** Whether a person accepts or edits the text before the run continues. */
  review: z.boolean().default(true),
});

const longestText = 12_000;

const textField = {
  type: "string",
  title: "Your text",
  "x-name": "Your text",
  "x-hint": "Numbers that match none of the inputs will be marked",
  "x-widget": "textarea",
  minLength: 1,
  maxLength: longestText,
} as const satisfies FieldSchema;

/** Explains in words what earlier steps found. Every number in the text is checked against their figures. */
export const aiWrite = defineOperation({
  id: "ai.write",
  stepType: "ai_generated",
  mode: "job",
  timeoutMs: 120_000,
  title: "Explain in words",
  description:
    "Writes a short explanation of the results so far, by AI or by built-in rules where no AI is set up. It chooses no numbers: each one in the text is checked against the figures it was given. A person can accept or edit the text.",
  config,
  inputs: {
    profile: { type: "investor-profile", optional: true },
    assessment: { type: "risk-assessment", optional: true },
    capacity: { type: "capacity-answers", optional: true },
    allocation: { type: "allocation", optional: true },
    constraints: { type: "constraints", optional: true },
    checks: { type: "check-report", optional: true },
  },
  outputs: { explanation: { type: "explanation" } },
  example: { config: { maxWords: 200 }, input: exampleInput, data: { action: "use" } },

  execute: async (call, context) => ({ output: { explanation: await write(call, context) } }),

  review: {
    applies: ({ review }) => review,
    form: ({ proposal: { explanation } }) => ({
      type: "object",
      title: "Use this text",
      properties: {
        action: {
          type: "string",
          title: "What do you want to do with this text?",
          "x-name": "Text",
          enum: ["use", "edit", ...(explanation.original === null ? [] : ["restore"])],
          "x-labels": {
            use: "Use it as it is",
            edit: "Edit it",
            restore: "Restore the text before it was edited",
          },
          default: "use",
        },
        text: {
          ...textField,
          "x-showIf": { field: "action", equals: "edit" },
          default: explanation.text,
        },
      },
      required: ["action", "text"],
    }),
    accept({ data, input, proposal: { explanation } }) {
      if (data["action"] === "use") return { output: { explanation } };
      const { facts } = factsOf(input, null);
      if (data["action"] === "restore") {
        return { output: { explanation: restoredExplanation(explanation, facts) } };
      }
      return { output: { explanation: editedExplanation(explanation, textIn(data), facts) } };
    },
    async ask({ question, proposal: { explanation }, ...call }, context) {
      const asked = { question, text: explanation.text };
      return { output: { explanation: await write(call, context, asked) } };
    },
    byHand: {
      form: () => ({
        type: "object",
        title: "Write it yourself",
        properties: { text: textField },
        required: ["text"],
      }),
      accept({ data, input }) {
        const facts = factsOf(input, null);
        return { output: { explanation: writtenByHand(textIn(data), facts) } };
      },
    },
  },
});

/** Writes a text about the step's input, or the answer to a question about such a text. */
async function write(
  call: { config: z.output<typeof config>; input: ExplanationInput },
  context: JobContext,
  asked?: WriteRequest["asked"],
): Promise<Explanation> {
  const { ask, maxWords } = call.config;
  const { db, execution, note, now, signal, step } = context;
  return await writeExplanation({
    prompt: step.aiPrompt ?? ask ?? usualPrompt(step),
    facts: factsOf(call.input, now),
    maxWords,
    note,
    ...(asked && { asked }),
    signal,
    now,
    clock: () => performance.now(),
    calls: callLog(db, {
      ownerId: execution.ownerId,
      executionId: execution.id,
      stepId: step.id,
      now,
    }),
    onText: (piece) => context.stream(piece),
  });
}

/** The text among a person's answers. Throws `StepFailure` where there is none to use. */
function textIn({ text }: JsonObject): string {
  if (typeof text === "string" && text.trim() !== "" && text.length <= longestText) return text;
  throw new StepFailure("invalid_answer", "There is no text to use.", {
    fields: { text: "Enter the text you want to use" },
  });
}

function usualPrompt({ description, name }: JobContext["step"]): string {
  return [name, description].filter((words) => words !== "").join(". ");
}
