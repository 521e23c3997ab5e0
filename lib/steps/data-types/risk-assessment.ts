import { z } from "zod";

/** From 1, the most careful, to 5. */
export const riskLevel = z.union([
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
]);

export type RiskLevel = z.output<typeof riskLevel>;

/** Two answers that point in different directions, and which of them counts. */
export const contradiction = z.strictObject({
  id: z.string(),
  sentence: z.string(),
  uses: z.string(),
});

export type Contradiction = z.output<typeof contradiction>;

/** How much risk a plan may take, and why: the lowest of what a person would, could and has time to bear. */
export const riskAssessment = z
  .strictObject({
    /** Points of the 13 questions, 13 to 47. */
    score: z.int().min(13).max(47),
    toleranceLevel: riskLevel,
    capacityLevel: riskLevel,
    horizonCap: riskLevel,
    /** The lowest of the three. */
    level: riskLevel,
    label: z.string(),
    /** What decided: the one of the three that is lowest (the first of them on a tie). */
    decidedBy: z.enum(["tolerance", "capacity", "horizon"]),
    /** A year's volatility to aim at, 0.085 is 8.5%. */
    targetVolatility: z.number(),
    contradictions: z.array(contradiction),
  })
  .meta({ title: "Risk assessment" });

export type RiskAssessment = z.output<typeof riskAssessment>;
