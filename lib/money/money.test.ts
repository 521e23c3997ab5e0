import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { fromMinor, minorDigits, toMinor } from "./currency.ts";
import { estimateText, moneyText, percentText, shortMoneyText } from "./figure-text.ts";
import { estimate, roundTo, roundToStep } from "./round.ts";
import { shareOut } from "./share-out.ts";
import { shownHoldings, shownShares } from "./shown-shares.ts";

const amounts = fc.double({ min: -1e9, max: 1e9, noNaN: true });
const weights = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1,
  maxLength: 20,
});

describe("rounding", () => {
  test("treats a loss and a gain of one size alike, and never gives −0", () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 4 }), (value, decimals) => {
        expect(roundTo(-value, decimals)).toBe(-roundTo(value, decimals) || 0);
        expect(estimate(-value)).toBe(-estimate(value) || 0);
        expect(Object.is(roundTo(-Math.abs(value) / 1e12, 1), -0)).toBe(false);
      }),
    );
  });

  test("goes by the decimals that are written, halves away from zero", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 3 }),
        (n, places) => {
          const half = Number(`${n}.${"0".repeat(places)}5`);
          expect(roundTo(half, places)).toBe(
            Number(
              `${n + (places === 0 ? 1 : 0)}.${places === 0 ? 0 : `${"0".repeat(places - 1)}1`}`,
            ),
          );
        },
      ),
    );
    expect([1.005, 0.0215, 2.675, -1.005].map((x) => roundTo(x, 2))).toEqual([
      1.01, 0.02, 2.68, -1.01,
    ]);
    expect(roundTo(1e-7, 2)).toBe(0);
    expect(roundTo(1e21, 2)).toBe(1e21);
  });

  test("of an estimate is settled once: doing it again changes nothing, and the order of sizes is kept", () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        expect(estimate(estimate(a))).toBe(estimate(a));
        expect(estimate(Math.min(a, b))).toBeLessThanOrEqual(estimate(Math.max(a, b)));
      }),
    );
    expect([2255, -2255, 2254.9999, 999.6, 9996, -10_049].map(estimate)).toEqual([
      2260, -2260, 2250, 1000, 10_000, -10_000,
    ]);
    expect(roundToStep(-0.4, 1)).toBe(0);
  });
});

describe("sharing out", () => {
  test("adds up exactly, and no part is off by a whole unit", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), weights, (units, raw) => {
        const total = raw.reduce((sum, w) => sum + w, 0);
        const parts = shareOut(units, raw);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total > 0 ? units : 0);
        parts.forEach((part, i) =>
          expect(Math.abs(part - (total > 0 ? (units * raw[i]!) / total : 0))).toBeLessThan(
            1 + 1e-6,
          ),
        );
        expect(shareOut(-units, raw)).toEqual(parts.map((part) => -part || 0));
      }),
    );
  });

  test("gives the larger weight no less, equal weights the same to one unit, and none to none", () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), weights, (units, raw) => {
        const parts = shareOut(units, raw);
        const byWeight = [...raw.keys()].toSorted(
          (i, j) => raw[i]! - raw[j]! || parts[i]! - parts[j]!,
        );
        const inOrder = byWeight.map((i) => parts[i]!);
        expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
      }),
    );
    expect(shareOut(1000, [1, 1, 1])).toEqual([334, 333, 333]);
    expect(shareOut(7, [0, -1, NaN, 2])).toEqual([0, 0, 0, 7]);
    expect(shareOut(1000, [0.7, 0.3])).toEqual([700, 300]);
  });
});

describe("what is shown of a portfolio", () => {
  test("both columns add up to their total, whatever the weights, the amount and the currency", () => {
    fc.assert(
      fc.property(
        weights.filter((raw) => raw.some((w) => w > 1e-3)),
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.constantFrom("USD", "EUR", "JPY", "KWD"),
        (raw, minor, currency) => {
          const sum = raw.reduce((a, b) => a + b, 0);
          const rows = raw.map((w, i) => ({ id: i, weight: w / sum }));
          const amount = fromMinor(minor, currency);
          const shown = shownHoldings(rows, { amount, currency });
          const add = (values: number[]) => values.reduce((a, b) => a + b, 0);
          expect(roundTo(add(shown.map(({ share }) => share)), 6)).toBe(1);
          const printed = shown.map(({ share }) => Number(percentText(share).replace("%", "")));
          expect(roundTo(add(printed), 6)).toBe(100);
          expect(add(shown.map((row) => toMinor(row.amount, currency)))).toBe(minor);
          for (const { share, weight } of shown) {
            expect(share).toBeGreaterThan(0);
            expect(Math.abs(share - weight)).toBeLessThan(0.001 + 1e-9);
          }
        },
      ),
    );
  });

  test("whole amounts stay whole, small ones and ones with cents have cents", () => {
    const rows = [1, 1, 1].map((weight) => ({ weight: weight / 3 }));
    const of = (amount: number) =>
      shownHoldings(rows, { amount, currency: "USD" }).map((r) => r.amount);
    expect(of(10_000)).toEqual([3334, 3333, 3333]);
    expect(of(100)).toEqual([33.34, 33.33, 33.33]);
    expect(of(10_000.01)).toEqual([3333.34, 3333.34, 3333.33]);
    expect(of(0)).toEqual([0, 0, 0]);
  });

  test("a portfolio that is not whole adds up to what it is", () => {
    expect(shownShares([0.3, 0.3])).toEqual([0.3, 0.3]);
    expect(shownShares([0.0001, 0.9999])).toEqual([0, 1]);
  });
});

describe("figures in words", () => {
  test("a number and its opposite differ in the sign alone", () => {
    fc.assert(
      fc.property(amounts, (value) => {
        for (const write of [
          (x: number) => percentText(x / 1e9),
          (x: number) => moneyText(x, "USD"),
          (x: number) => estimateText(x, "GBP"),
          (x: number) => shortMoneyText(x, "USD"),
        ]) {
          const [gain, loss] = [write(Math.abs(value)), write(-Math.abs(value))];
          expect([gain, `\u2212${gain}`]).toContain(loss);
          expect(/[1-9]/u.test(gain)).toBe(loss.startsWith("\u2212"));
        }
      }),
    );
  });

  test("percentages, amounts, estimates", () => {
    expect([0.345, 0.0215, -0.0004, 0.07745].map((x) => percentText(x))).toEqual([
      "34.5%",
      "2.2%",
      "0.0%",
      "7.7%",
    ]);
    expect(percentText(0.00075, 2)).toBe("0.08%");
    expect([48_000, 48_000.5, 0.1 + 0.2].map((x) => moneyText(x, "USD"))).toEqual([
      "$48,000",
      "$48,000.50",
      "$0.30",
    ]);
    expect(moneyText(48_000.5, "JPY")).toBe("¥48,001");
    expect([2255, -2255].map((x) => estimateText(x, "USD"))).toEqual(["$2,260", "\u2212$2,260"]);
    expect([999_960, 999_400, 127_481, -540].map((x) => shortMoneyText(x, "USD"))).toEqual([
      "$1M",
      "$999k",
      "$127k",
      "\u2212$540",
    ]);
    expect(shortMoneyText(127_500, "USD", 1)).toBe("$127.5k");
  });

  test("every currency counts in its own smallest unit", () => {
    expect(["USD", "JPY", "KWD", "nonsense"].map(minorDigits)).toEqual([2, 0, 3, 2]);
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom("USD", "JPY", "KWD"),
        (n, currency) => {
          expect(toMinor(fromMinor(n, currency), currency)).toBe(n);
        },
      ),
    );
  });
});
