import { describe, expect, test } from "vitest";

import type { CapacityAnswers } from "#lib/data-types/capacity-answers.ts";
import type { InvestorProfile } from "#lib/data-types/investor-profile.ts";
import type { RiskAnswers } from "#lib/data-types/risk-answers.ts";
import { type RiskAssessment, riskAssessment } from "#lib/data-types/risk-assessment.ts";
import { runInline } from "#tests/support/operations.ts";

import { riskAssess } from "./risk-assess.ts";

const profile: InvestorProfile = {
  goal: "retirement",
  amount: { amount: 48_000, currency: "USD" },
  monthlySaving: { amount: 500, currency: "USD" },
  horizonYears: 20,
  aim: "balanced",
};
/** 30 points: level 4. */
const answers: RiskAnswers = {
  q1: "considered",
  q2: "half",
  q3: "same",
  q4: "shares",
  q5: "fairly",
  q6: "chance",
  q7: "half",
  q8: "medium",
  q9: "chance",
  q10: "sure",
  q11: "mixed",
  q12: "even",
  q13: "nothing",
};
/** Level 4. */
const capacity: CapacityAnswers = {
  reserve: "3_to_6",
  income: "steady",
  share: "under_half",
  surplus: "some",
  earlyNeed: "unlikely",
  afterFall: "wait",
};

function assess(changes: {
  profile?: Partial<InvestorProfile>;
  answers?: Partial<RiskAnswers> | null;
  capacity?: Partial<CapacityAnswers> | null;
}): RiskAssessment {
  const { output } = runInline(
    riskAssess,
    {},
    {
      profile: { ...profile, ...changes.profile },
      ...(changes.answers !== null && { answers: { ...answers, ...changes.answers } }),
      ...(changes.capacity !== null && { capacity: { ...capacity, ...changes.capacity } }),
    },
  );
  return riskAssessment.parse(output["assessment"]);
}

test("consistent answers give a level without contradictions", () => {
  expect(assess({})).toEqual({
    score: 30,
    toleranceLevel: 4,
    capacityLevel: 4,
    horizonCap: 5,
    level: 4,
    label: "Growth",
    decidedBy: "tolerance",
    targetVolatility: 0.11,
    contradictions: [],
  });
});

test.each([
  ["tolerance", { answers: { q6: "loss", q8: "none" } }, 3, 0.085],
  ["capacity", { capacity: { reserve: "under_3", surplus: "little" } }, 3, 0.085],
  ["horizon", { profile: { horizonYears: 9 } }, 3, 0.085],
  ["horizon", { profile: { horizonYears: 2 } }, 1, 0.04],
] as const)("the lowest decides: %s", (decidedBy, changes, level, targetVolatility) => {
  expect(assess(changes)).toMatchObject({ decidedBy, level, targetVolatility });
});

test("without risk answers the aim stands for them, within the time there is", () => {
  const only = { answers: null, capacity: null };
  expect(assess({ ...only, profile: { aim: "growth" } })).toMatchObject({
    score: null,
    capacityLevel: null,
    level: 4,
  });
  expect(assess({ ...only, profile: { aim: "steady" } }).level).toBe(2);
  expect(assess({ ...only, profile: { aim: "growth", horizonYears: 4 } }).level).toBe(2);
});

describe("contradictions", () => {
  test("wanting growth but selling after a fall is said in words and resolved downward", () => {
    const found = assess({ profile: { aim: "growth" }, capacity: { afterFall: "sell" } });
    expect(found.contradictions).toEqual([
      {
        id: "sells_after_fall",
        sentence: "You chose high growth, but would sell after a 10% fall.",
        uses: "We use the more careful answer.",
      },
    ]);
    expect(found.level).toBe(2);
  });

  test("a short time names the level that it leaves", () => {
    const found = assess({ profile: { aim: "growth", horizonYears: 1 } });
    expect(found.contradictions).toEqual([
      {
        id: "short_horizon",
        sentence: "You chose high growth, but need the money in 1 year.",
        uses: "We use the shorter time: Conservative at most.",
      },
    ]);
  });

  test.each<[string, Parameters<typeof assess>[0]]>([
    ["sells_some_after_fall", { capacity: { afterFall: "sell_some" } }],
    ["no_reserve", { capacity: { reserve: "none" } }],
    ["early_need", { capacity: { earlyNeed: "likely" } }],
    [
      "more_than_you_can_bear",
      { capacity: { share: "nearly_all", surplus: "none", income: "none" } },
    ],
    [
      "growth_without_risk",
      {
        profile: { aim: "growth" },
        answers: { q1: "avoids", q3: "cancel", q6: "loss", q8: "none" },
      },
    ],
  ])("%s is found, and the level is the careful one", (id, changes) => {
    const found = assess(changes);
    expect(found.contradictions.map((c) => c.id)).toEqual([id]);
    expect(found.level).toBeLessThan(4);
  });

  test("a careful aim and careful answers contradict nothing, whatever the capacity", () => {
    const careful = { q1: "avoids", q3: "cancel", q6: "loss", q8: "none" } as const;
    const found = assess({
      profile: { aim: "steady" },
      answers: careful,
      capacity: { afterFall: "sell", reserve: "none", earlyNeed: "likely" },
    });
    expect(found.contradictions).toEqual([]);
  });
});
