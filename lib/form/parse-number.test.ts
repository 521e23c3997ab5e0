import { expect, test } from "vitest";

import { namesOtherCurrency, parseNumber } from "./parse-number.ts";

test.each([
  ["12", undefined, 12],
  [" 1,000.50 ", undefined, 1000.5],
  ["£ 1 000", undefined, 1000],
  ["$1,000", undefined, 1000],
  ["1 000 €", undefined, 1000],
  ["USD 48,000", undefined, 48000],
  ["48000 usd", undefined, null],
  ["48000 USD", undefined, 48000],
  ["1'250'000", undefined, 1250000],
  ["1,00,000", undefined, 100000],
  ["1.000,50", undefined, 1000.5],
  ["12,5", undefined, 12.5],
  ["\uFF11\uFF12", undefined, 12],
  ["\uFF11\uFF0C\uFF10\uFF10\uFF10\uFF0E\uFF15", undefined, 1000.5],
  ["\u221212.5", undefined, -12.5],
  ["-$50", undefined, -50],
  ["-0", undefined, 0],
  ["12 years", "years", 12],
  ["12 year", "years", 12],
  ["12yrs.", "years", 12],
  ["8.5 %", "%", 8.5],
  ["8.5 per cent", "%", 8.5],
  [".5", undefined, 0.5],
])("%j with unit %s is %s", (text, unit, value) => {
  expect(parseNumber(text, unit)).toBe(value);
});

test.each([
  ["", undefined],
  ["twelve", undefined],
  ["12 months", "years"],
  ["8%", undefined],
  ["1e5", undefined],
  ["1,0000", undefined],
  ["1.2.3", undefined],
  ["12-15", undefined],
  ["Infinity", undefined],
  ["99999999999999999999", undefined],
])("%j with unit %s is not a number", (text, unit) => {
  expect(parseNumber(text, unit)).toBeNull();
});

test("a sign or code of another currency is noticed, a shared sign is not", () => {
  expect(namesOtherCurrency("£500", "USD")).toBe(true);
  expect(namesOtherCurrency("500 EUR", "USD")).toBe(true);
  expect(namesOtherCurrency("$500", "CAD")).toBe(false);
  expect(namesOtherCurrency("500", "USD")).toBe(false);
});
