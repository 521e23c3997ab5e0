import { describe, expect, test } from "vitest";

import type { CapacityAnswers } from "#lib/data-types/capacity-answers.ts";
import {
  type RiskAnswers,
  riskAnswers,
  riskQuestionIds,
  riskQuestions,
} from "#lib/data-types/risk-answers.ts";

import { capacityLevel, horizonCap, lowest, riskScore, toleranceLevel } from "./risk-scoring.ts";

/** The answers whose points are the n-th of each question, from the fewest. */
function answersBy(pick: "fewest" | "most"): RiskAnswers {
  return riskAnswers.parse(
    Object.fromEntries(
      riskQuestionIds.map((id) => {
        const byPoints = riskQuestions[id].options.toSorted((a, b) => a[2] - b[2]);
        return [id, byPoints.at(pick === "fewest" ? 0 : -1)![0]];
      }),
    ),
  );
}

describe("the 13 questions", () => {
  test.each([
    [["q1"], [4, 3, 2, 1]],
    [
      ["q2", "q3", "q6", "q7", "q8", "q11", "q13"],
      [1, 2, 3, 4],
    ],
    [
      ["q4", "q5", "q12"],
      [1, 2, 3],
    ],
    [
      ["q9", "q10"],
      [1, 3],
    ],
  ] as const)("%j give %j points in the order shown", (ids, points) => {
    for (const id of ids) expect(riskQuestions[id].options.map(([, , p]) => p)).toEqual(points);
  });

  test("range from 13 to 47", () => {
    expect(riskScore(answersBy("fewest"))).toBe(13);
    expect(riskScore(answersBy("most"))).toBe(47);
  });

  test("one answer changed moves the score by its points", () => {
    const base = answersBy("fewest");
    expect(riskScore({ ...base, q9: "chance" })).toBe(15);
    expect(riskScore({ ...base, q1: "bold", q13: "three_months" })).toBe(18);
  });
});

test.each([
  [13, 1],
  [18, 1],
  [19, 2],
  [22, 2],
  [23, 3],
  [28, 3],
  [29, 4],
  [32, 4],
  [33, 5],
  [47, 5],
])("a score of %i is level %i", (score, level) => {
  expect(toleranceLevel(score)).toBe(level);
});

test.each([
  [1, 1],
  [2.99, 1],
  [3, 2],
  [4.99, 2],
  [5, 3],
  [9.99, 3],
  [10, 4],
  [14.99, 4],
  [15, 5],
  [60, 5],
])("%f years leave room for level %i", (years, level) => {
  expect(horizonCap(years)).toBe(level);
});

describe("capacityLevel", () => {
  const strong: CapacityAnswers = {
    reserve: "over_6",
    income: "steady",
    share: "under_quarter",
    surplus: "plenty",
    earlyNeed: "no",
    afterFall: "wait",
  };

  test.each<[Partial<CapacityAnswers>, number]>([
    [{}, 5],
    [{ income: "none" }, 4],
    [{ income: "none", surplus: "none" }, 3],
    [{ income: "none", surplus: "none", share: "nearly_all" }, 2],
    [{ income: "none", surplus: "none", share: "nearly_all", reserve: "none" }, 1],
  ])("strong answers except %j give level %i", (weaker, level) => {
    expect(capacityLevel({ ...strong, ...weaker })).toBe(level);
  });

  test.each<[Partial<CapacityAnswers>, number]>([
    [{ reserve: "none" }, 2],
    [{ earlyNeed: "likely" }, 2],
    [{ afterFall: "sell" }, 2],
    [{ afterFall: "sell_some" }, 3],
    [{ afterFall: "buy" }, 5],
  ])("%j alone holds the level at %i", (answer, level) => {
    expect(capacityLevel({ ...strong, ...answer })).toBe(level);
  });
});

test("the lowest level counts, never a mean", () => {
  expect(lowest(5, 1, 4)).toBe(1);
  expect(lowest(3)).toBe(3);
});
