import { z } from "zod";

/** From 1, the most careful, to 5. */
export const riskLevel = z.literal([1, 2, 3, 4, 5]);

export type RiskLevel = z.output<typeof riskLevel>;

/** Two answers that point in different directions, and which of them counts. */
export const contradiction = z.strictObject({
  id: z.string(),
  sentence: z.string(),
  uses: z.string(),
});

export type Contradiction = z.output<typeof contradiction>;

/** How much risk a plan may take, and why: the lowest of what a person would take, could bear and has time for. */
export const riskAssessment = z
  .strictObject({
    /** Points of the 13 questions, 13 to 47; null when they were not asked. */
    score: z.int().min(13).max(47).nullable(),
    toleranceLevel: riskLevel,
    /** Null when what they could bear was not asked. */
    capacityLevel: riskLevel.nullable(),
    horizonCap: riskLevel,
    /** The lowest of the three. */
    level: riskLevel,
    label: z.string(),
    /** Which of the three is lowest (the first of them on a tie). */
    decidedBy: z.enum(["tolerance", "capacity", "horizon"]),
    /** A year's volatility to aim at, 0.085 is 8.5%. */
    targetVolatility: z.number(),
    contradictions: z.array(contradiction),
  })
  .meta({ title: "Risk assessment" });

export type RiskAssessment = z.output<typeof riskAssessment>;
