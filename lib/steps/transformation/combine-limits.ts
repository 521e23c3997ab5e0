import { z } from "zod";

import type { PlanLimits } from "#lib/data-types/plan-limits.ts";
import type { Constraints, Framework } from "#lib/data-types/portfolio.ts";
import { assetClass, capitalMarketAssumptions } from "#lib/finance/estimate/assumptions.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

/** Combines an assessment, a framework and a person's own limits into the solver's limits. */
export const constraintsCombine = defineOperation({
  id: "constraints.combine",
  stepType: "transformation",
  mode: "inline",
  title: "Combine limits",
  description:
    "Turns the assessed risk, an allocation framework and the person's own limits into the limits of the plan. Own limits come before the framework's; the more careful volatility counts.",
  config: z.strictObject({
    objective: z.enum(["max_return", "min_volatility", "max_sharpe"]).default("max_return"),
  }),
  inputs: {
    assessment: { type: "risk-assessment" },
    framework: { type: "framework", optional: true },
    limits: { type: "plan-limits", optional: true },
  },
  outputs: { constraints: { type: "constraints" } },
  example: {
    config: {},
    input: {
      assessment: {
        score: null,
        toleranceLevel: 3,
        capacityLevel: null,
        horizonCap: 4,
        level: 3,
        label: "Moderate",
        decidedBy: "tolerance",
        targetVolatility: 0.085,
        contradictions: [],
      },
      limits: { assetClasses: ["us_large", "intl_dev", "us_agg", "cash"], maxWeight: 50 },
    },
  },
  execute({ config: { objective }, input: { assessment, framework, limits } }) {
    const targetVolatility = Math.min(
      assessment.targetVolatility,
      (limits?.maxVolatility ?? Infinity) / 100,
    );
    const choice = limits ? ownChoice(limits) : frameworkChoice(framework);
    return { output: { constraints: { objective, targetVolatility, ...choice } } };
  },
});

type Choice = Pick<Constraints, "assetClasses" | "bounds">;

/** A person's own limit replaces the usual one, also where it allows more. */
function ownChoice({ assetClasses, maxWeight }: PlanLimits): Choice {
  const max = maxWeight / 100;
  return { assetClasses, bounds: Object.fromEntries(assetClasses.map((id) => [id, { max }])) };
}

function frameworkChoice(framework: Framework | undefined): Choice {
  if (!framework) return {};
  const { assetClasses, maxWeight } = framework;
  const ids = assetClasses ?? capitalMarketAssumptions.assetClasses.map(({ id }) => id);
  const bounds =
    maxWeight !== undefined &&
    Object.fromEntries(
      ids.map((id) => [id, { max: Math.min(maxWeight, assetClass(id).suggestedMaxWeight) }]),
    );
  return { ...(assetClasses && { assetClasses }), ...(bounds && { bounds }) };
}
