import type { CapacityAnswers } from "#lib/data-types/capacity-answers.ts";
import { type RiskAnswers, riskQuestionIds, riskQuestions } from "#lib/data-types/risk-answers.ts";
import type { RiskLevel } from "#lib/data-types/risk-assessment.ts";

/** What people read for each level. */
export const levelLabels: Readonly<Record<RiskLevel, string>> = {
  1: "Conservative",
  2: "Moderately conservative",
  3: "Moderate",
  4: "Growth",
  5: "Aggressive",
};

/** A year's volatility to aim at, by level. */
export const targetVolatilities: Readonly<Record<RiskLevel, number>> = {
  1: 0.04,
  2: 0.06,
  3: 0.085,
  4: 0.11,
  5: 0.135,
};

/** The points of all 13 answers together: 13 (would take no risk) to 47. */
export function riskScore(answers: RiskAnswers): number {
  let score = 0;
  for (const question of riskQuestionIds) {
    const [, , points] = riskQuestions[question].options.find(([v]) => v === answers[question])!;
    score += points;
  }
  return score;
}

/** The level of a score: up to 18, 22, 28, 32, and above. */
export function toleranceLevel(score: number): RiskLevel {
  return levelUpTo([18, 22, 28, 32], score);
}

/** The highest level that the time until the money is needed leaves room for: under 3, 5, 10, 15 years, and longer. */
export function horizonCap(years: number): RiskLevel {
  if (years < 3) return 1;
  if (years < 5) return 2;
  if (years < 10) return 3;
  return years < 15 ? 4 : 5;
}

const capacityPoints = {
  reserve: { none: 0, under_3: 1, "3_to_6": 2, over_6: 3 },
  income: { none: 0, uneven: 1, mostly_steady: 2, steady: 3 },
  share: { nearly_all: 0, over_half: 1, under_half: 2, under_quarter: 3 },
  surplus: { none: 0, little: 1, some: 2, plenty: 3 },
  earlyNeed: { likely: 0, possible: 1, unlikely: 2, no: 3 },
} as const;

/**
 * How much a person could bear to lose. Five answers count 0 to 3 points each; three of them can hold the level down
 * whatever the others say, because each alone can force a sale at a bad time: no reserve, needing the money early, and
 * selling after a fall.
 */
export function capacityLevel(answers: CapacityAnswers): RiskLevel {
  const points =
    capacityPoints.reserve[answers.reserve] +
    capacityPoints.income[answers.income] +
    capacityPoints.share[answers.share] +
    capacityPoints.surplus[answers.surplus] +
    capacityPoints.earlyNeed[answers.earlyNeed];
  return lowest(
    levelUpTo([3, 6, 9, 12], points),
    answers.reserve === "none" ? 2 : 5,
    answers.earlyNeed === "likely" ? 2 : 5,
    answers.afterFall === "sell" ? 2 : answers.afterFall === "sell_some" ? 3 : 5,
  );
}

export function lowest(...levels: RiskLevel[]): RiskLevel {
  return levels.reduce((low, level) => (level < low ? level : low));
}

function levelUpTo(tops: readonly [number, number, number, number], value: number): RiskLevel {
  if (value <= tops[0]) return 1;
  if (value <= tops[1]) return 2;
  if (value <= tops[2]) return 3;
  return value <= tops[3] ? 4 : 5;
}
