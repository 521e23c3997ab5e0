import { z } from "zod";

import { calculate } from "#lib/calculation/calculate.ts";
import { optimizeFailure, portfolioProblem } from "#lib/portfolio/portfolio-problem.ts";
import { allocationOf, projectionOf, riskTableOf } from "#lib/portfolio/portfolio-results.ts";
import { StepFailure } from "#lib/step-failure.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

/** Chooses weights by a proven solver, within the level of risk that was assessed. Never gives a fallback portfolio. */
export const portfolioOptimize = defineOperation({
  id: "portfolio.optimize",
  stepType: "analysis",
  mode: "job",
  timeoutMs: 60_000,
  title: "Choose weights",
  description:
    "Chooses how much to hold of each kind of investment: the most expected return within the assessed risk and the limits of the plan, by a solver that proves its answer. Also gives a risk table and a projection.",
  config: z.strictObject({}),
  inputs: {
    profile: { type: "investor-profile" },
    assessment: { type: "risk-assessment" },
    constraints: { type: "constraints", optional: true },
  },
  outputs: {
    allocation: { type: "allocation" },
    risk: { type: "risk-table" },
    projection: { type: "projection" },
  },
  example: {
    config: {},
    input: {
      profile: {
        goal: "retirement",
        amount: { amount: 48_000, currency: "USD" },
        monthlySaving: { amount: 500, currency: "USD" },
        horizonYears: 12,
        aim: "balanced",
      },
      assessment: {
        score: 26,
        toleranceLevel: 3,
        capacityLevel: 4,
        horizonCap: 4,
        level: 3,
        label: "Moderate",
        decidedBy: "tolerance",
        targetVolatility: 0.085,
        contradictions: [],
      },
    },
  },
  async execute({ input: { profile, assessment, constraints } }, { signal }) {
    const limits = constraints ?? { objective: "max_return" as const };
    const target = Math.min(assessment.targetVolatility, limits.targetVolatility ?? Infinity);
    const problem = portfolioProblem(limits, target);
    const solved = await calculate("optimize", problem, signal);
    if (!solved.ok) throw optimizeFailure(solved.failure, assessment.targetVolatility);
    if (solved.volatility > assessment.targetVolatility + 1e-6) {
      throw new StepFailure(
        "above_risk_level",
        "These limits lead to more risk than your answers allow. Aim for the most return instead, or allow calmer kinds of investments.",
      );
    }
    const curve = await calculate("frontier", problem, signal);
    if (!curve.ok) throw optimizeFailure(curve.failure, assessment.targetVolatility);
    const allocation = allocationOf(profile, problem, solved, curve.points);
    const [risk, projection] = await Promise.all([
      riskTableOf(allocation, profile.horizonYears, signal),
      projectionOf(profile, allocation, signal),
    ]);
    return { output: { allocation, risk, projection } };
  },
});
