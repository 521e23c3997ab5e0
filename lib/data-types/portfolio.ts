import { z } from "zod";

import { money } from "./basic.ts";
import { decimalShare } from "./decimal-share.ts";

const weight = z
  .number()
  .min(-1e-6)
  .max(1 + 1e-6);
const perYear = z.number().min(-1).max(5);

/** Lower and upper limits of a weight. */
const bound = z.strictObject({
  min: decimalShare(0).optional(),
  max: decimalShare(0).optional(),
});

/** A limit on a weighted sum of weights: min ≤ Σ coef·weight ≤ max. */
const row = z.strictObject({
  id: z.string().min(1).max(100),
  meaning: z.string().max(500),
  coef: z.record(z.string(), z.number()),
  min: z.number().optional(),
  max: z.number().optional(),
});

/** The limits that the solver must keep. Absent limits are those of the capital-market assumptions. */
export const constraints = z
  .strictObject({
    objective: z.enum(["max_return", "min_volatility", "max_sharpe"]),
    targetVolatility: decimalShare(0.001).optional(),
    /** Absent: all of them. */
    assetClasses: z.array(z.string().min(1).max(50)).min(1).max(50).optional(),
    bounds: z.record(z.string(), bound).optional(),
    rows: z.array(row).max(50).optional(),
  })
  .meta({ title: "Limits of the plan" });

export type Constraints = z.output<typeof constraints>;

/** Which kinds of investments a plan is made of, and the most that one of them may take. */
export const framework = z
  .strictObject({
    id: z.string().min(1).max(50),
    name: z.string().min(1).max(100),
    description: z.string().max(1_000),
    /** Absent: all of them. */
    assetClasses: z.array(z.string().min(1).max(50)).min(1).max(50).optional(),
    /** The most in any one kind, 0.4 is 40%. */
    maxWeight: z.number().min(0.01).max(1).optional(),
  })
  .meta({ title: "Allocation framework" });

export type Framework = z.output<typeof framework>;

/** Why the solver's answer may be trusted, recomputed from the weights alone. */
const certificate = z.strictObject({
  status: z.literal("optimal"),
  solver: z.string(),
  iterations: z.int(),
  boundViolation: z.number(),
  rowViolation: z.number(),
  dualityGap: z.number(),
  /** The binding limits. */
  activeLimits: z.array(
    z.strictObject({ id: z.string(), sentence: z.string(), price: z.number() }),
  ),
});

const point = z.strictObject({ volatility: perYear, expectedReturn: perYear });

/** Weights chosen by a solver, with the proof that they keep the limits. Figures are decimals: 0.085 is 8.5%. */
export const allocation = z
  .strictObject({
    amount: money,
    weights: z
      .array(
        z.strictObject({
          assetClass: z.string(),
          label: z.string(),
          ticker: z.string(),
          weight,
          amount: z.number(),
        }),
      )
      .min(1),
    expectedReturn: perYear,
    volatility: perYear,
    sharpe: z.number(),
    objective: constraints.shape.objective,
    targetVolatility: z.number().nullable(),
    certificate,
    /** The most return at each level of risk within the same limits, from the lowest risk up. */
    frontier: z.array(point),
    lowestRisk: point,
    assumptions: z.strictObject({
      name: z.string(),
      asOf: z.string(),
      horizonYears: z.number(),
      riskFreeRate: z.number(),
      inflation: z.number(),
      /** Fund costs a year as a share of the portfolio. Expected return is before them. */
      yearlyCost: z.number(),
    }),
  })
  .meta({ title: "Allocation" });

export type Allocation = z.output<typeof allocation>;

/** What could go wrong, each measure as a share and in money; losses are negative. After fund costs. */
export const riskTable = z
  .strictObject({
    currency: z.string(),
    rows: z.array(
      z.strictObject({
        id: z.string(),
        label: z.string(),
        hint: z.string(),
        share: z.number(),
        /** Null where the share is of years, not of money. */
        amount: z.number().nullable(),
      }),
    ),
  })
  .meta({ title: "Risk table" });

export type RiskTable = z.output<typeof riskTable>;

/** Possible results of the plan: percentiles of simulated futures, in today's money and after fund costs. */
export const projection = z
  .strictObject({
    currency: z.string(),
    fan: z.array(
      z.strictObject({
        year: z.number().min(0),
        p10: z.number(),
        p50: z.number(),
        p90: z.number(),
      }),
    ),
    /** Everything put in until the end. */
    contributed: z.number(),
    paths: z.int(),
    seed: z.int(),
  })
  .meta({ title: "Projection" });

export type Projection = z.output<typeof projection>;

export const portfolioRef = z
  .strictObject({ id: z.string(), name: z.string() })
  .meta({ title: "Saved portfolio" });
