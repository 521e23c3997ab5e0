import type { CapacityAnswers } from "#lib/data-types/capacity-answers.ts";
import type { InvestorProfile } from "#lib/data-types/investor-profile.ts";
import type { RiskAssessment } from "#lib/data-types/risk-assessment.ts";

import type { Facts } from "./fact.ts";
import {
  countFact,
  moneyFact,
  percentFact,
  printMoney,
  textFact,
  yearsFact,
} from "./format-fact.ts";

/** How a goal reads after "This money is for". */
const goals: Readonly<Record<InvestorProfile["goal"], string>> = {
  retirement: "retirement",
  home: "a home",
  education: "education",
  wealth: "growing what you have",
  reserve: "a reserve for later",
  other: "something of your own",
};
const aims: Readonly<Record<InvestorProfile["aim"], string>> = {
  steady: "to hold its value, even if it grows little",
  balanced: "to grow, with falls that stay moderate",
  growth: "high growth, even if it falls sharply at times",
};
const afterFall: Readonly<Record<CapacityAnswers["afterFall"], string>> = {
  sell: "you would sell",
  sell_some: "you would sell a part",
  wait: "you would wait",
  buy: "you would buy more",
};
const deciders: Readonly<Record<RiskAssessment["decidedBy"], string>> = {
  tolerance: "how much risk you would take",
  capacity: "how much you could bear to lose",
  horizon: "how soon you need the money",
};

/** What a person said about their money. */
export function profileFacts(profile: InvestorProfile): Facts {
  const { aim, amount, goal, horizonYears, monthlySaving } = profile;
  return {
    facts: [
      textFact("profile.goal", "What the money is for", goals[goal]),
      moneyFact("profile.amount", "Amount to invest", amount.amount, amount.currency),
      moneyFact(
        "profile.monthlySaving",
        "Monthly saving",
        monthlySaving.amount,
        monthlySaving.currency,
      ),
      yearsFact("profile.horizonYears", "Years until the money is needed", horizonYears),
      textFact("profile.aim", "What the money should do", aims[aim]),
    ],
    inputsUsed: [
      { label: "Goal", value: goals[goal], origin: "you" },
      {
        label: "Amount to invest",
        value: printMoney(amount.amount, amount.currency),
        origin: "you",
      },
      {
        label: "Monthly saving",
        value: printMoney(monthlySaving.amount, monthlySaving.currency),
        origin: "you",
      },
      { label: "Years until you need the money", value: String(horizonYears), origin: "you" },
      { label: "What you want", value: aims[aim], origin: "you" },
    ],
    checks: [],
  };
}

/** How much risk follows from a person's answers, and which of them decided. */
export function assessmentFacts(assessment: RiskAssessment): Facts {
  const { capacityLevel, contradictions, decidedBy, horizonCap, label, level, score } = assessment;
  return {
    facts: [
      textFact("assessment.label", "Risk level in words", label),
      countFact("assessment.level", "Risk level", level),
      countFact("assessment.levels", "Highest risk level there is", 5),
      ...(score === null
        ? []
        : [
            countFact("assessment.score", "Risk score", score),
            countFact("assessment.highestScore", "Highest risk score there is", 47),
          ]),
      countFact(
        "assessment.toleranceLevel",
        "Level of risk you would take",
        assessment.toleranceLevel,
      ),
      ...(capacityLevel === null
        ? []
        : [countFact("assessment.capacityLevel", "Level of risk you could bear", capacityLevel)]),
      countFact("assessment.horizonCap", "Highest level for your years", horizonCap),
      textFact("assessment.decidedBy", "What decided the level", deciders[decidedBy]),
      percentFact(
        "assessment.targetVolatility",
        "Volatility a year to aim at",
        assessment.targetVolatility,
      ),
      ...contradictions
        .slice(0, 5)
        .map(({ id, sentence }) =>
          textFact(`assessment.contradictions.${id}`, "Contradiction", sentence),
        ),
    ],
    inputsUsed: [
      {
        label: "Answers about risk",
        value: score === null ? label : `score ${score} of 47, ${label}`,
        origin: "you",
      },
    ],
    checks: [],
  };
}

/** What a person could bear: only the answer that a plan's falls are measured against. */
export function capacityFacts(capacity: CapacityAnswers): Facts {
  return {
    facts: [
      percentFact("capacity.fall", "Fall asked about", 0.1, 0),
      textFact(
        "capacity.afterFall",
        "What you would do after that fall",
        afterFall[capacity.afterFall],
      ),
    ],
    inputsUsed: [
      { label: "After a 10% fall", value: afterFall[capacity.afterFall], origin: "you" },
    ],
    checks: [],
  };
}
