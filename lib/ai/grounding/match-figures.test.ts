import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Fact } from "./fact.ts";
import {
  countFact,
  moneyFact,
  percentFact,
  printMoney,
  textFact,
  yearsFact,
} from "./format-fact.ts";
import { checkFigures } from "./match-figures.ts";
import { numbersIn } from "./number-tokens.ts";

const facts: Fact[] = [
  percentFact("groups.bonds", "bonds", 0.552),
  percentFact("groups.shares", "shares", 0.397),
  percentFact("groups.commodities", "commodities and gold", 0.051),
  percentFact("volatility", "Volatility a year of this plan", 0.085),
  percentFact("badYear", "Result of a bad year", -0.0774),
  { path: "often", label: "How often", unit: "frequency", value: 0.05, printed: "1 year in 20" },
  moneyFact("amount", "Amount invested", 49_812, "USD"),
  yearsFact("years", "Years until the money is needed", 12),
  countFact("level", "Risk level", 3),
  countFact("levels", "Highest risk level there is", 5),
  percentFact("weights.short", "Short US Treasuries (1-3y)", 0.1),
  textFact("limits.gold", "Limit it presses on", "Gold is at its maximum of 15%."),
];
const matches = (text: string) => checkFigures(text, facts).map((figure) => figure.matches);

describe("what counts as the same number", () => {
  test.each([
    ["55.2% in bonds, 55% in bonds", ["groups.bonds", "groups.bonds"]],
    ["A year in which you lose 7.7%", ["badYear"]],
    ["worse than −7.7%, or -7.74%", ["badYear", "badYear"]],
    ["a third of it in shares, two-fifths", [null, null]],
    ["about 1 year in 20, so 5% of years", ["often", "often"]],
    ["$49,812, $50k, about 49,800 dollars", ["amount", "amount", null]],
    ["in 12 years, twelve years, 144 months", ["years", "years", "years"]],
    ["level 3, level three", ["level", "level"]],
    ["level 3 out of 5, but 2 out of 5 or 1 in 50", ["level", "levels", null, null]],
    ["Short US Treasuries (1-3y) hold 10.0%", ["weights.short"]],
    ["It says that Gold is at its maximum of 15%.", ["limits.gold"]],
    ["more than half of it in bonds", [null]],
  ])("%s", (text, expected) => {
    expect(matches(text)).toEqual(expected);
  });
});

describe("what is flagged", () => {
  test.each([
    ["another number", "55.3% in bonds"],
    ["rounded too far", "60% in bonds"],
    ["another decimal", "8.52% volatility"],
    ["a gain for a loss", "It gains 7.7% in a good year"],
    ["a sign that the input does not have", "−55.2% in bonds"],
    ["the share of another group", "55.2% in shares"],
    ["another currency", "€49,812 invested"],
    ["months for years", "in 12 months"],
    ["a percentage for a count", "level 3%"],
    ["a count for a percentage", "8.5 funds"],
    ["a number in words", "spread over seven funds"],
    ["a number we cannot read", "about ５５% in bonds"],
    ["a multiple", "twice as much"],
    ["an exponent", "1e9 dollars"],
  ])("%s: %s", (_, text) => {
    const found = matches(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toContain(null);
  });
});

const share = fc.double({ min: -0.99, max: 3, noNaN: true }).filter((x) => Math.abs(x) > 1e-4);
const decimals = fc.integer({ min: 0, max: 4 });

test("however a fact is printed, its number is recognised", () => {
  fc.assert(
    fc.property(
      share,
      decimals,
      fc.constantFrom("%", " percent", " per cent", " %"),
      (value, places, unit) => {
        const fact = percentFact("f", "Some measure", value);
        const number = Math.abs(value * 100).toFixed(places);
        const minus = value < 0 && Number(number) !== 0 ? "−" : "";
        const text = `A loss or not, it is ${minus}${number}${unit}, they say.`;
        expect(checkFigures(text, [fact])).toEqual([
          {
            text: `${minus}${number}${unit}`,
            index: text.indexOf(`${minus}${number}`),
            matches: "f",
          },
        ]);
      },
    ),
  );
});

test("money is recognised with and without separators", () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 1_000_000_000 }), (amount) => {
      const fact = moneyFact("f", "Amount", amount, "USD");
      for (const text of [
        fact.printed,
        `$${amount}`,
        `${amount} dollars`,
        printMoney(amount, "USD").replaceAll(",", "\u202f"),
      ]) {
        expect(checkFigures(text, [fact]).map((figure) => figure.matches)).toEqual(["f"]);
      }
    }),
  );
});

test("a number that no fact rounds to is flagged", () => {
  fc.assert(
    fc.property(fc.array(share, { maxLength: 6 }), share, decimals, (values, stated, places) => {
      const number = Math.abs(stated * 100).toFixed(places);
      const half = 0.5 * 10 ** -places + 1e-6;
      fc.pre(values.every((v) => Math.abs(Math.abs(v * 100) - Number(number)) > half));
      const given = values.map((value, i) => percentFact(`f${i}`, `Measure ${"abcdef"[i]}`, value));
      const found = checkFigures(`It is a loss of ${number}%.`, given);
      expect(found.map((figure) => figure.matches)).toEqual([null]);
    }),
  );
});

test("every figure stands where it says, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      let after = 0;
      for (const { index, text: written } of checkFigures(text, facts)) {
        expect(text.slice(index, index + written.length)).toBe(written);
        expect(index).toBeGreaterThanOrEqual(after);
        after = index + written.length;
      }
    }),
  );
});

test("no standing digit escapes", () => {
  const word = fc.constantFrom("in", "bonds", "about", "a", "of", "year", "(", ")", ",", ".", "–");
  const number = fc.oneof(
    fc.nat(99_999).map(String),
    fc.double({ min: 0, max: 100, noNaN: true }).map((x) => x.toFixed(2)),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, number), { maxLength: 12 }), (words) => {
      const text = words.join(" ");
      const covered = numbersIn(text).map(
        ({ index, text: t }) => [index, index + t.length] as const,
      );
      for (const { index } of text.matchAll(/\d/gu)) {
        expect(
          covered.some(([from, to]) => from <= index && index < to),
          `${text} at ${index}`,
        ).toBe(true);
      }
    }),
  );
});

test("each number of a long text is compared with each fact once", () => {
  let looks = 0;
  const counted = facts.map(
    (fact) =>
      new Proxy(fact, {
        get(target, key, receiver) {
          if (key === "value") looks += 1;
          return Reflect.get(target, key, receiver);
        },
      }),
  );
  const looksIn = (times: number) => {
    looks = 0;
    const text = "It puts 55.2% in bonds, −7.7% in twenty years and $49,812. ".repeat(times);
    expect(checkFigures(text, counted)).toHaveLength(4 * times);
    return looks;
  };
  const once = looksIn(1);
  expect(once).toBeGreaterThan(0);
  expect(looksIn(400)).toBe(400 * once);
});
