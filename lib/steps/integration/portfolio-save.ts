import { z } from "zod";

import { savePortfolio } from "#db/queries/portfolios/portfolios.ts";
import { transaction } from "#db/transaction.ts";
import type { InvestorProfile } from "#lib/data-types/investor-profile.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

import { portfolioOptimize } from "../analysis/portfolio-optimize.ts";
import type { PortfolioReport } from "./portfolio-report.ts";

const nameByGoal: Readonly<Record<InvestorProfile["goal"], string>> = {
  retirement: "Retirement plan",
  home: "Home plan",
  education: "Education plan",
  wealth: "Growth plan",
  reserve: "Reserve plan",
  other: "My plan",
};

/** Saves a plan with its report among the person's portfolios: once per step, however often its job runs. */
export const portfolioSave = defineOperation({
  id: "portfolio.save",
  stepType: "integration",
  mode: "job",
  timeoutMs: 30_000,
  title: "Save the plan",
  description:
    "Saves the allocation, and what led to it, among the person's portfolios. Saving again after a change replaces what this run saved before.",
  config: z.strictObject({
    /** Named after the goal where it is absent. */
    name: z.string().trim().min(1).max(200).optional(),
  }),
  inputs: {
    allocation: { type: "allocation" },
    profile: { type: "investor-profile", optional: true },
    assessment: { type: "risk-assessment", optional: true },
    risk: { type: "risk-table", optional: true },
    projection: { type: "projection", optional: true },
    checks: { type: "check-report", optional: true },
    explanation: { type: "explanation", optional: true },
  },
  outputs: { portfolio: { type: "portfolio-ref" } },
  example: {
    config: {},
    input: { ...portfolioOptimize.example.input, allocation: exampleAllocation() },
  },
  async execute({ config, input }, { db, execution, step, now }) {
    const { allocation, profile, assessment } = input;
    const report: PortfolioReport = {
      profile: profile ?? null,
      assessment: assessment ?? null,
      allocation,
      risk: input.risk ?? null,
      projection: input.projection ?? null,
      checks: input.checks ?? null,
      explanation: input.explanation ?? null,
    };
    const portfolio = await transaction(db, async (tx) =>
      savePortfolio(tx, {
        ownerId: execution.ownerId,
        executionId: execution.id,
        stepId: step.id,
        name: config.name ?? (profile ? nameByGoal[profile.goal] : nameByGoal.other),
        amount: allocation.amount.amount,
        currency: allocation.amount.currency,
        expectedReturn: allocation.expectedReturn,
        volatility: allocation.volatility,
        riskLevel: assessment?.level ?? null,
        report,
        holdings: allocation.weights,
        now,
      }),
    );
    return { output: { portfolio } };
  },
});

function exampleAllocation() {
  return {
    amount: { amount: 48_000, currency: "USD" },
    weights: [
      {
        assetClass: "us_agg",
        label: "US aggregate bonds",
        ticker: "BND",
        weight: 0.6,
        amount: 28_800,
      },
      {
        assetClass: "us_large",
        label: "US large-cap equity",
        ticker: "VOO",
        weight: 0.4,
        amount: 19_200,
      },
    ],
    expectedReturn: 0.053,
    volatility: 0.071,
    sharpe: 0.31,
    objective: "max_return",
    targetVolatility: 0.085,
    certificate: {
      status: "optimal",
      solver: "scs",
      iterations: 50,
      boundViolation: 0,
      rowViolation: 0,
      dualityGap: 1e-9,
      activeLimits: [],
    },
    frontier: [{ volatility: 0.05, expectedReturn: 0.04 }],
    lowestRisk: { volatility: 0.05, expectedReturn: 0.04 },
    assumptions: {
      name: "Default capital-market assumptions",
      asOf: "2026-07",
      horizonYears: 10,
      riskFreeRate: 0.031,
      inflation: 0.021,
      yearlyCost: 0.0004,
    },
  };
}
