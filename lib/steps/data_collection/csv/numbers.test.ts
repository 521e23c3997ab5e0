import { expect, test } from "vitest";

import { currencyIn, readNumber } from "./numbers.ts";

test.each([
  ["1234.5", 1234.5],
  ["1,234.50", 1234.5],
  ["1,234,567", 1_234_567],
  ["$1,234.50", 1234.5],
  ["-$1,234.50", -1234.5],
  ["$-1,234.50", -1234.5],
  ["($1,234.50)", -1234.5],
  ["$(1,234.50)", -1234.5],
  ["(1,234.50)", -1234.5],
  ["−12", -12],
  ["12-", -12],
  ["+3", 3],
  ["USD 12.5", 12.5],
  ["12.5 USD", 12.5],
  ["US$12", 12],
  ["£ 1 000.25", 1000.25],
  ["1’234.50", 1234.5],
  [".5", 0.5],
  ["1.5E-05", 0.000015],
  ["-0", 0],
  ["", null],
  ["--", null],
  ["n/a", null],
  ["12,34", undefined],
  ["1.234,50", undefined],
  ["twelve", undefined],
  ["12%", undefined],
  ["1,234,56", undefined],
  ["(-12)", undefined],
  ["1 2", undefined],
  ["NaN", undefined],
  ["Infinity", undefined],
  ["0x10", undefined],
])("with decimal points, %j is %d", (cell, value) => {
  expect(readNumber(cell, "point")).toBe(value);
});

test.each([
  ["1.234,50", 1234.5],
  ["1.234.567", 1_234_567],
  ["12,5", 12.5],
  ["1 234,50 €", 1234.5],
  ["(1.234,50)", -1234.5],
  ["1,234.50", undefined],
  ["12.5", undefined],
])("with decimal commas, %j is %d", (cell, value) => {
  expect(readNumber(cell, "comma")).toBe(value);
});

// If it took more than linear time, a megabyte would take longer than anybody waits.
test("a cell of a megabyte of digits and separators is refused", () => {
  expect(readNumber(`${"1,".repeat(500_000)}x`, "point")).toBeUndefined();
  expect(readNumber(`(${" ".repeat(1_000_000)}`, "point")).toBeUndefined();
  expect(readNumber("-1 ".repeat(300_000), "comma")).toBeUndefined();
});

test.each([
  ["€12", "EUR"],
  ["12 GBP", "GBP"],
  ["CHF", "CHF"],
  ["$12", null],
  ["12", null],
])("%j names the currency %s", (cell, code) => {
  expect(currencyIn(cell)).toBe(code);
});
