import { expect, test } from "vitest";

import { numbersIn } from "./number-tokens.ts";

const read = (text: string) =>
  numbersIn(text).map(({ kind, sign, text: written, time, value }) =>
    [written, `${sign ?? ""}${value}`, kind, ...(time ? [time] : [])].join(" | "),
  );

test.each([
  ["55.2% in bonds", ["55.2% | 55.2 | percent"]],
  [
    "8.5 percent, 8.5 per cent and 8.5-percent",
    ["8.5 percent | 8.5 | percent", "8.5 per cent | 8.5 | percent", "8.5-percent | 8.5 | percent"],
  ],
  [
    "worse than −7.7% or -7.7% or –7.7%",
    ["−7.7% | -7.7 | percent", "-7.7% | -7.7 | percent", "–7.7% | -7.7 | percent"],
  ],
  ["minus 7.7%, then +4.2%", ["7.7% | -7.7 | percent", "+4.2% | +4.2 | percent"]],
  ["between 4 and 6%", ["4 | 4 | percent", "6% | 6 | percent"]],
  [
    "4–6% or 4-6% or 4% to 6%",
    [
      "4 | 4 | percent",
      "6% | 6 | percent",
      "4 | 4 | percent",
      "6% | 6 | percent",
      "4% | 4 | percent",
      "6% | 6 | percent",
    ],
  ],
  [
    "55.2, 39.7 and 5.1%",
    ["55.2 | 55.2 | percent", "39.7 | 39.7 | percent", "5.1% | 5.1 | percent"],
  ],
  ["25 basis points", ["25 basis points | 0.25 | percent"]],
  ["$50,000 and 50\u202f000 €", ["$50,000 | 50000 | money", "50\u202f000 € | 50000 | money"]],
  ["−$3,850.50", ["−$3,850.50 | -3850.5 | money"]],
  [
    "$1.2 million, 2bn, $50k",
    ["$1.2 million | 1200000 | money", "2 | 2 | unreadable", "$50k | 50000 | money"],
  ],
  [
    "USD 1'234.50 and 1.234,50 euros",
    ["USD 1'234.50 | 1234.5 | money", "1.234,50 euros | 1234.5 | money"],
  ],
  ["in 12 years, or twelve years", ["12 | 12 | plain | years", "twelve | 12 | plain | years"]],
  ["a 12-year plan over 18 months", ["12 | 12 | plain | years", "18 | 18 | plain | months"]],
  [
    "forty-five, but two hundred and fifty thousand dollars",
    ["forty-five | 45 | plain", "two hundred and fifty thousand dollars | 250000 | money"],
  ],
  [
    "1 year in 20, 1 in 20, one in twenty, 1 out of 20",
    [
      "1 year in 20 | 5 | frequency",
      "1 in 20 | 5 | frequency",
      "one in twenty | 5 | frequency",
      "1 out of 20 | 5 | frequency",
    ],
  ],
  [
    "a third of it, two-thirds of it, half in bonds",
    [
      "a third | 33.333333333333336 | share",
      "two-thirds | 66.66666666666667 | share",
      "half | 50 | share",
    ],
  ],
  ["One fund, the second half, a one-off", []],
  ["twice as much", ["twice | NaN | unreadable"]],
  ["５％ and 5² and ٥", ["５ | NaN | unreadable", "5² | NaN | unreadable", "٥ | NaN | unreadable"]],
  ["the 5th percentile", ["5 | 5 | plain"]],
  ["Q4 of MSCI500", []],
  ["level 3 of 5.", ["3 | 3 | plain", "5 | 5 | plain"]],
  ["bonds – 7% of it", ["7% | 7 | percent"]],
])("reads %j", (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test("a number is where it says it is", () => {
  const text = "Put −$1,200.50 (4–6%) away for twelve years.";
  for (const { index, text: written } of numbersIn(text)) {
    expect(text.slice(index, index + written.length)).toBe(written);
  }
  expect(numbersIn(text)).toHaveLength(4);
});
