import type { JsonObject } from "#lib/engine/value/json.ts";

/** A small plan with all that `ai.write` can explain: its published example, and the base of its tests. */
export const exampleInput = {
  profile: {
    goal: "retirement",
    amount: { amount: 50_000, currency: "USD" },
    monthlySaving: { amount: 400, currency: "USD" },
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
  allocation: {
    amount: { amount: 50_000, currency: "USD" },
    weights: [
      {
        assetClass: "us_agg",
        label: "US aggregate bonds",
        ticker: "BND",
        weight: 0.352,
        amount: 17_600,
      },
      {
        assetClass: "us_large",
        label: "US large-cap equity",
        ticker: "VOO",
        weight: 0.297,
        amount: 14_850,
      },
      {
        assetClass: "short_treasury",
        label: "Short US Treasuries (1-3y)",
        ticker: "SHY",
        weight: 0.2,
        amount: 10_000,
      },
      {
        assetClass: "intl_dev",
        label: "International developed equity (unhedged)",
        ticker: "VEA",
        weight: 0.1,
        amount: 5_000,
      },
      { assetClass: "gold", label: "Gold", ticker: "IAU", weight: 0.051, amount: 2_550 },
    ],
    expectedReturn: 0.057,
    volatility: 0.085,
    sharpe: 0.31,
    objective: "max_return",
    targetVolatility: 0.085,
    certificate: {
      status: "optimal",
      solver: "scs",
      iterations: 120,
      boundViolation: 0,
      rowViolation: 0,
      dualityGap: 1e-9,
      activeLimits: [
        { id: "volatility", sentence: "The volatility is at its limit of 8.5%.", price: 0.2 },
        {
          id: "max:short_treasury",
          sentence: "Short US Treasuries (1-3y) is at its maximum of 20%.",
          price: 0.01,
        },
      ],
    },
    frontier: [
      { volatility: 0.03, expectedReturn: 0.037 },
      { volatility: 0.085, expectedReturn: 0.057 },
    ],
    lowestRisk: { volatility: 0.03, expectedReturn: 0.037 },
    assumptions: {
      name: "Default capital-market assumptions",
      asOf: "2026-07",
      horizonYears: 10,
      riskFreeRate: 0.031,
      inflation: 0.021,
      yearlyCost: 0.0008,
    },
  },
} satisfies JsonObject;
