import { z } from "zod";

import { capitalMarketAssumptions } from "#lib/finance/estimate/assumptions.ts";

const classes = capitalMarketAssumptions.assetClasses;

/** What people read for each kind of investment. */
const assetClassLabels: Readonly<Record<string, string>> = Object.fromEntries(
  classes.map((c) => [c.id, c.label]),
);

/** The limits a person sets for their own plan. Percentages are as typed: 40 is 40%. */
export const planLimits = z
  .strictObject({
    assetClasses: z
      .array(z.enum(classes.map((c) => c.id)).meta({ "x-labels": assetClassLabels }))
      .min(2)
      .meta({
        title: "Which kinds of investments may your plan hold?",
        "x-name": "Kinds of investments",
        "x-hint": "Two or more, the solver decides how much of each",
        "x-why":
          "The more kinds the solver may use, the better it can spread the risk. Leave out only what you do not want to own.",
      }),
    maxWeight: z.number().min(10).max(100).meta({
      title: "How much may one kind of investment take up at most?",
      "x-name": "One kind, at most",
      "x-unit": "%",
      "x-notSure": 40,
      "x-why": "A limit here keeps the plan from resting on one kind of investment.",
    }),
    maxVolatility: z.number().min(1).max(20).optional().meta({
      title: "What volatility do you accept at most?",
      "x-name": "Volatility, at most",
      "x-hint": "Leave this empty to use the level from your risk answers",
      "x-unit": "%",
      "x-why":
        "Volatility says how far a normal year lies from the middle. A limit above the one from your risk answers is not used.",
    }),
  })
  .superRefine(({ assetClasses, maxWeight }, context) => {
    const count = assetClasses.length;
    if (count * maxWeight >= 100) return;
    context.addIssue({
      code: "custom",
      path: ["maxWeight"],
      message: `With ${count} kinds of investments and at most ${maxWeight}% in each, only ${count * maxWeight}% can be placed. Choose more kinds, or allow ${Math.ceil(100 / count)}% or more`,
    });
  })
  .meta({ title: "Your limits" });

export type PlanLimits = z.output<typeof planLimits>;
