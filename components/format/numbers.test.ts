import { expect, test } from "vitest";

import { money, percent, pointsApart, roundMoney, shortMoney } from "./numbers.ts";

test("percentages keep their decimals, a true minus, and no minus before zero", () => {
  expect([0.345, 1, -0.0773, -0.0004].map((x) => percent(x))).toEqual([
    "34.5%",
    "100.0%",
    "\u22127.7%",
    "0.0%",
  ]);
});

test("money is grouped, estimates are rounded to what they are worth", () => {
  expect(money(48_000)).toBe("$48,000");
  expect(money(-11_961.88, "GBP", 2)).toBe("\u2212£11,961.88");
  expect([4083, -412.4, 89_342].map((x) => roundMoney(x))).toEqual([
    "$4,080",
    "\u2212$412",
    "$89,300",
  ]);
  expect([0, 40_000, 127_500, 1_540_000].map((x) => shortMoney(x))).toEqual([
    "$0",
    "$40k",
    "$128k",
    "$1.5M",
  ]);
});

test("a difference is said in words", () => {
  expect(pointsApart(0.095, 0.085)).toBe("1.0 points lower");
  expect(pointsApart(-0.077, -0.107, { more: "shallower", less: "deeper" })).toBe(
    "3.0 points deeper",
  );
  expect(pointsApart(0.05, 0.0502)).toBe("no change");
});
