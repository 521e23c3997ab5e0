import { expect, test } from "vitest";

import type { Measure } from "#lib/runtime/compare/portfolio.ts";
import type { Comparison } from "#lib/runtime/compare/runs.ts";

import { comparisonSentence, differenceText, valueText } from "./compare-text.ts";

const answer = { key: "p years", title: "Years", a: "4 years", b: "25 years" };

function comparison(returns: [number, number], worst: [number, number]): Comparison {
  const measure = (id: string, kind: Measure["kind"], [a, b]: [number, number]): Measure => {
    return { id, label: id, kind, a, b };
  };
  return {
    statuses: { a: "completed", b: "completed" },
    answers: [],
    sameAnswers: 0,
    steps: [],
    sameSteps: 3,
    outputs: [],
    portfolio: {
      currency: "USD",
      measures: [
        measure("expected_return", "share", returns),
        measure("worst_year", "loss", worst),
      ],
      weights: [],
      assumptions: { a: "", b: "" },
    },
  };
}

test.each([
  [
    [0.057, 0.064],
    [-0.077, -0.107],
    "expected return is 0.7 points higher a year, but 1 year in 20 ends lower than −10.7% instead of −7.7%.",
  ],
  [
    [0.064, 0.057],
    [-0.107, -0.077],
    "expected return is 0.7 points lower a year, but 1 year in 20 ends lower than −7.7% instead of −10.7%.",
  ],
  [
    [0.057, 0.064],
    [-0.107, -0.077],
    "expected return is 0.7 points higher a year, and 1 year in 20 ends lower than −7.7% instead of −10.7%.",
  ],
  [
    [0.057, 0.057],
    [-0.077, -0.107],
    "expected return stays the same, and 1 year in 20 ends lower than −10.7% instead of −7.7%.",
  ],
  [
    [0.057, 0.064],
    [-0.077, -0.077],
    "expected return is 0.7 points higher a year, and 1 year in 20 still ends lower than −7.7%.",
  ],
] as [[number, number], [number, number], string][])(
  "%j and a bad year of %j: %s",
  (returns, worst, words) => {
    expect(comparisonSentence(comparison(returns, worst), [answer])).toBe(
      `With 25 years instead of 4 years for “Years”, ${words}`,
    );
  },
);

test("several answers are counted; without a plan the steps are", () => {
  const same = { ...comparison([0, 0], [0, 0]), portfolio: null };
  expect(comparisonSentence(same, [])).toBe(
    "With the same answers, all 3 steps come out the same.",
  );
  const step = { stepId: "s", name: "S", a: null, b: null, values: [] };
  const one = { ...same, steps: [step], statuses: { a: "completed", b: "running" } as const };
  expect(comparisonSentence(one, [answer, answer])).toBe(
    "With 2 answers changed, so far 1 step of 4 comes out differently.",
  );
});

test("a difference is said in the measure's own words", () => {
  const measure = (kind: Measure["kind"], a: number, b: number) => ({
    id: "m",
    label: "M",
    kind,
    a,
    b,
  });
  expect(differenceText(measure("share", 0.085, 0.11), "USD")).toBe("2.5 points higher");
  expect(differenceText(measure("loss", -0.077, -0.107), "USD")).toBe("3.0 points deeper");
  expect(differenceText(measure("loss", -0.107, -0.077), "USD")).toBe("3.0 points less deep");
  expect(differenceText(measure("money", 62_500, 59_800), "USD")).toBe("$2,700 lower");
  expect(differenceText(measure("money", 62_500, 62_500), "USD")).toBe("no change");
});

test("any value of a step fits into a cell", () => {
  expect([null, true, 1234.5678, "words", { a: 1 }].map((value) => valueText(value))).toEqual([
    "Nothing",
    "Yes",
    "1,234.5678",
    "words",
    '{"a":1}',
  ]);
  expect(valueText("x".repeat(200))).toHaveLength(80);
});
