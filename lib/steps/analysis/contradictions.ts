import type { CapacityAnswers } from "#lib/data-types/capacity-answers.ts";
import type { InvestorProfile } from "#lib/data-types/investor-profile.ts";
import type { Contradiction, RiskLevel } from "#lib/data-types/risk-assessment.ts";

import { levelLabels } from "./risk-scoring.ts";

type Findings = {
  readonly profile: InvestorProfile;
  readonly capacity: CapacityAnswers | undefined;
  readonly toleranceLevel: RiskLevel;
  readonly capacityLevel: RiskLevel | null;
  readonly horizonCap: RiskLevel;
};

type Rule = {
  readonly id: string;
  readonly holds: (findings: Findings) => boolean;
  readonly sentence: (findings: Findings) => string;
  readonly uses: (findings: Findings) => string;
};

const careful = () => "We use the more careful answer.";

const rules: readonly Rule[] = [
  {
    id: "sells_after_fall",
    holds: (f) => wantsRisk(f) && f.capacity?.afterFall === "sell",
    sentence: (f) => `${would(f)}, but would sell after a 10% fall.`,
    uses: careful,
  },
  {
    id: "sells_some_after_fall",
    holds: (f) => wantsRisk(f) && f.capacity?.afterFall === "sell_some",
    sentence: (f) => `${would(f)}, but would sell a part after a 10% fall.`,
    uses: careful,
  },
  {
    id: "short_horizon",
    holds: (f) => wantsRisk(f) && f.horizonCap <= 2,
    sentence: (f) => `${would(f)}, but need the money in ${inYears(f.profile.horizonYears)}.`,
    uses: (f) => `We use the shorter time: ${levelLabels[f.horizonCap]} at most.`,
  },
  {
    id: "no_reserve",
    holds: (f) => wantsRisk(f) && f.capacity?.reserve === "none",
    sentence: (f) => `${would(f)}, but have no other savings for emergencies.`,
    uses: careful,
  },
  {
    id: "early_need",
    holds: (f) => wantsRisk(f) && f.capacity?.earlyNeed === "likely",
    sentence: (f) => `${would(f)}, but are likely to need part of the money early.`,
    uses: careful,
  },
  {
    id: "growth_without_risk",
    holds: (f) => f.profile.aim === "growth" && f.toleranceLevel <= 2,
    sentence: () => "You chose high growth, but your answers about risk avoid losses.",
    uses: careful,
  },
];

/** Reported only where no rule above has named the reason. */
const moreThanYouCanBear: Rule = {
  id: "more_than_you_can_bear",
  holds: (f) => f.capacityLevel !== null && f.toleranceLevel - f.capacityLevel >= 2,
  sentence: (f) =>
    `Your answers about risk point to ${levelLabels[f.toleranceLevel]}, but what you could bear to lose points to ${levelLabels[f.capacityLevel ?? f.toleranceLevel]}.`,
  uses: careful,
};

/** Answers that point in different directions. None of them is averaged away: the more careful one counts. */
export function contradictionsIn(findings: Findings): Contradiction[] {
  const named = rules.filter((rule) => rule.holds(findings));
  const found =
    named.length === 0 && moreThanYouCanBear.holds(findings) ? [moreThanYouCanBear] : named;
  return found.map(({ id, sentence, uses }) => ({
    id,
    sentence: sentence(findings),
    uses: uses(findings),
  }));
}

function wantsRisk({ profile, toleranceLevel }: Findings): boolean {
  return profile.aim === "growth" || toleranceLevel >= 4;
}

function would({ profile }: Findings): string {
  return profile.aim === "growth" ? "You chose high growth" : "You would accept large falls";
}

function inYears(years: number): string {
  return `${years} year${years === 1 ? "" : "s"}`;
}
