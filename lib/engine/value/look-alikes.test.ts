import { expect, test } from "vitest";

import { isPlainlySpelt, lookOf } from "./look-alikes.ts";

test.each([
  "a\u200Bb",
  "a\u200D",
  "\uFEFFa",
  "a\u00ADb",
  "cafe\u0301",
  "a\u202Eb",
  "a\uFE0F",
  "a\u3164",
])("%j is spelt in a way that one cannot see", (name) => {
  expect(isPlainlySpelt(name)).toBe(false);
});

test.each(["step-1", "café", "Größe", "шаг", "步骤", "a_b.c"])("%s is spelt plainly", (name) => {
  expect(isPlainlySpelt(name)).toBe(true);
});

test.each([
  ["step", "st\u0435p"],
  ["café", "cafe\u0301"],
  ["risk", "r\u0456sk"],
  ["step", "st\u200Bep"],
  ["a-b", "a\u2011b"],
  ["ﬁll", "fill"],
  ["Ａsk", "Ask"],
])("%j looks like %j", (one, other) => {
  expect(lookOf(one)).toBe(lookOf(other));
});

test("what differs to the eye does not look the same", () => {
  expect(lookOf("step")).not.toBe(lookOf("Step"));
  expect(lookOf("cafe")).not.toBe(lookOf("café"));
});
