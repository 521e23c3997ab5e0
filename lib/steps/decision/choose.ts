import { z } from "zod";

import type { Ports } from "#lib/engine/definition/catalog.ts";
import { StepFailure } from "#lib/step-failure.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

import { decisionPort } from "./decision-schema.ts";
import { outcomeName } from "./outcome-name.ts";

const config = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        when: z.string().min(1).max(4_000),
        outcome: outcomeName,
        /** One sentence for people: why this outcome follows. */
        because: z.string().min(1).max(500).optional(),
      }),
    )
    .min(1)
    .max(100),
  otherwise: outcomeName.optional(),
});

function outcomesOf({ rules, otherwise }: z.output<typeof config>): readonly string[] {
  const last = otherwise === undefined ? [] : [otherwise];
  return [...new Set([...rules.map((rule) => rule.outcome), ...last])];
}

/** Decides by rules: the outcome of the first rule that holds. */
export const decisionChoose = defineOperation({
  id: "decision.choose",
  stepType: "decision",
  mode: "inline",
  title: "Decide by rules",
  description:
    "Chooses a way on by rules: the outcome of the first rule that holds, or else `otherwise`. Steps that depend on an outcome run only when it was chosen.",
  config,
  inputs: {},
  outputs: (c): Ports => ({ decision: decisionPort(outcomesOf(c)) }),
  outcomes: outcomesOf,
  expressions: ({ rules }) =>
    rules.map(({ when }, i) => ({ path: ["rules", i, "when"], source: when, expects: "boolean" })),
  example: {
    config: { rules: [{ when: "1 + 1 == 2", outcome: "careful" }], otherwise: "growth" },
    input: {},
  },
  execute({ config: { rules, otherwise } }, { evaluate }) {
    const rule = rules.find(({ when }) => evaluate(when) === true);
    const outcome = rule?.outcome ?? otherwise;
    if (outcome === undefined)
      throw new StepFailure("no_rule_holds", "None of the rules of this decision holds.");
    return {
      output: { decision: { outcome, label: outcome, because: rule?.because ?? null } },
      outcome,
    };
  },
});
