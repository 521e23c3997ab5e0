import { expect, test } from "vitest";

import * as views from "./black-litterman.ts";

test.each([
  [[1, 0], 0.1, [1, 0], 0.2, "These views contradict each other: view 1 and view 2."],
  [[1, -1], 0.1, [-2, 2], 0.4, "These views contradict each other: view 1 and view 2."],
])("sure views of %j at %d and %j at %d are refused by name", (a, x, b, y, words) => {
  const sigma = [
    [0.04, 0.01],
    [0.01, 0.09],
  ];
  const sure = (coef: number[], value: number) => ({ coef, value, confidence: 1 });
  const blend = (...given: views.View[]) => views.blackLitterman([0.05, 0.06], sigma, given);
  expect(() => blend(sure(a, x), sure(b, y))).toThrow(words);
  expect(() =>
    blend({ ...sure(a, x), label: "gold rises" }, { coef: [0, 1], value: 0.3 }, sure(b, y)),
  ).toThrow("gold rises and view 3");
  // The same view twice agrees with itself, and doubt lets views differ.
  expect(blend(sure(a, x), sure(a, x)).expectedReturns.every(Number.isFinite)).toBe(true);
  expect(
    blend(sure(a, x), { ...sure(b, y), confidence: 0.9 }).expectedReturns.every(Number.isFinite),
  ).toBe(true);
});

test("three sure views that contradict only together are named together", () => {
  const sigma = [
    [0.04, 0, 0],
    [0, 0.04, 0],
    [0, 0, 0.04],
  ];
  const sure = (coef: number[], value: number) => ({ coef, value, confidence: 1 });
  expect(() =>
    views.blackLitterman([0, 0, 0], sigma, [
      sure([0, 0, 1], 0.01),
      sure([1, -1, 0], 0.02),
      sure([1, 0, 0], 0.05),
      sure([0, 1, 0], 0.05),
    ]),
  ).toThrow("view 2, view 3 and view 4.");
});
