import { expect, test } from "vitest";

import { counted, durationText } from "./moments.ts";

test.each([
  [41, "41 milliseconds"],
  [1, "1 millisecond"],
  [6_240, "6.2 seconds"],
  [40_000, "40 seconds"],
  [120_000, "2 minutes"],
  [5_400_000, "2 hours"],
  [172_800_000, "2 days"],
])("%i ms is %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test("one is not many", () => {
  expect([counted(1, "step"), counted(0, "step"), counted(4, "step")]).toEqual([
    "1 step",
    "0 steps",
    "4 steps",
  ]);
});
