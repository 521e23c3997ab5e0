import { z } from "zod";

import type { InvestorProfile } from "#lib/data-types/investor-profile.ts";
import type { RiskLevel } from "#lib/data-types/risk-assessment.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

import { contradictionsIn } from "./contradictions.ts";
import {
  capacityLevel,
  horizonCap,
  levelLabels,
  lowest,
  riskScore,
  targetVolatilities,
  toleranceLevel,
} from "./risk-scoring.ts";

/** The risk level for a person's aim when the 13 questions were not asked. */
const levelOfAim: Record<InvestorProfile["aim"], RiskLevel> = { steady: 2, balanced: 3, growth: 4 };

/** Finds how much risk a plan may take: the lowest of tolerance, capacity and what the time leaves room for. */
export const riskAssess = defineOperation({
  id: "risk.assess",
  stepType: "analysis",
  mode: "inline",
  title: "Assess risk",
  description:
    "Finds how much risk a plan may take, 1 to 5: the lowest of what the person would take, could bear and has time for. Lists answers that contradict each other. Without risk answers the aim stands for them.",
  config: z.strictObject({}),
  inputs: {
    profile: { type: "investor-profile" },
    answers: { type: "risk-answers", optional: true },
    capacity: { type: "capacity-answers", optional: true },
  },
  outputs: { assessment: { type: "risk-assessment" } },
  example: {
    config: {},
    input: {
      profile: {
        goal: "home",
        amount: { amount: 20_000, currency: "USD" },
        monthlySaving: { amount: 0, currency: "USD" },
        horizonYears: 4,
        aim: "growth",
      },
    },
  },
  execute({ input: { profile, answers, capacity } }) {
    const score = answers ? riskScore(answers) : null;
    const levels = {
      toleranceLevel: score === null ? levelOfAim[profile.aim] : toleranceLevel(score),
      capacityLevel: capacity ? capacityLevel(capacity) : null,
      horizonCap: horizonCap(profile.horizonYears),
    };
    const level = lowest(levels.toleranceLevel, levels.capacityLevel ?? 5, levels.horizonCap);
    const assessment = {
      score,
      ...levels,
      level,
      label: levelLabels[level],
      decidedBy: decidedBy(level, levels),
      targetVolatility: targetVolatilities[level],
      contradictions: contradictionsIn({ profile, capacity, ...levels }),
    };
    return { output: { assessment } };
  },
});

function decidedBy(
  level: RiskLevel,
  levels: { toleranceLevel: RiskLevel; capacityLevel: RiskLevel | null },
): "tolerance" | "capacity" | "horizon" {
  if (levels.toleranceLevel === level) return "tolerance";
  return levels.capacityLevel === level ? "capacity" : "horizon";
}
