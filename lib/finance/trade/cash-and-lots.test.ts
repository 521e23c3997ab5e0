import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { backtest } from "#lib/finance/outlook/backtest.ts";

import { longTermFrom } from "./holding-period.ts";
import { drift } from "./holdings.ts";
import { planRebalance } from "./rebalance.ts";
import { chooseLots } from "./tax-lots.ts";
import { tradesTo } from "./trades.ts";

const holdings = fc.array(
  fc.record({
    shares: fc.nat({ max: 300 }),
    price: fc.double({ min: 0.01, max: 900, noNaN: true }),
  }),
  { minLength: 1, maxLength: 6 },
);
const costs = fc.record({
  perOrder: fc.constantFrom(0, 0.5, 10, 400),
  rate: fc.constantFrom(0, 0.001, 0.2),
  halfSpread: fc.constantFrom(0, 0.0005),
});

/** The orders; null where more is taken out than there is, the one refusal there may be. */
function ordersOrTooMuch(
  ...given: Parameters<typeof tradesTo>
): ReturnType<typeof tradesTo> | null {
  try {
    return tradesTo(...given);
  } catch (error) {
    if (/More money is taken out than the holdings (?:are|bring)/u.test(String(error))) return null;
    throw error;
  }
}

test("cash never ends below zero, whatever is put in or taken out and whatever it costs; what cannot be is refused", () => {
  let raised = 0;
  fc.assert(
    fc.property(
      holdings,
      costs,
      fc.integer({ min: -105, max: 100 }),
      fc.array(fc.nat({ max: 9 }), { minLength: 6, maxLength: 6 }),
      fc.boolean(),
      fc.constantFrom(0, 100, 5000),
      (drawn, model, share, raw, wholeShares, minimumTrade) => {
        const held = drawn.map((one, i) => ({ id: `h${i}`, ...one }));
        const total = held.reduce((sum, { shares, price }) => sum + shares * price, 0);
        const parts = held.map((_, i) => raw[i]! + (i === 0 ? 1 : 0));
        const sum = parts.reduce((a, b) => a + b, 0);
        const cash = Math.round(share * total) / 100;
        const targets = parts.map((part) => part / sum);
        const list = ordersOrTooMuch(targets, held, {
          cash,
          wholeShares,
          minimumTrade,
          costs: model,
        });
        expect(list !== null || cash < 0).toBe(true);
        if (!list) return;
        if (cash < 0) raised++;
        expect(list.cash).toBeGreaterThanOrEqual(0);
        const flow = list.trades.reduce(
          (m, t) => m + (t.side === "sell" ? t.amount : -t.amount) - t.cost,
          cash,
        );
        expect(Math.abs(list.cash - flow)).toBeLessThan(1e-6);
        expect(new Set(list.trades.map(({ id }) => id)).size).toBe(list.trades.length);
        for (const trade of list.trades) {
          expect(trade.shares).toBeGreaterThan(0);
          if (trade.side === "buy") continue;
          expect(trade.amount).toBeGreaterThan(trade.cost);
          expect(trade.shares).toBeLessThanOrEqual(held.find(({ id }) => id === trade.id)!.shares);
        }
      },
    ),
    { numRuns: 600, seed: 4 },
  );
  expect(raised).toBeGreaterThan(100);
});

describe("the holding period", () => {
  test.each([
    ["2024-02-01", "2025-02-02"],
    ["2023-02-01", "2024-02-02"],
    ["2023-03-01", "2024-03-02"],
    ["2024-02-29", "2025-03-01"],
    ["2023-02-28", "2024-02-29"],
    ["2025-12-31", "2027-01-01"],
    ["2025-01-31", "2026-02-01"],
    ["1999-02-28", "2000-02-29"],
  ])("of shares bought on %s turns long-term on %s, not a day before", (bought, from) => {
    expect(longTermFrom(bought)).toBe(from);
    const lot = { lotId: "a", shares: 1, pricePaid: 1, bought };
    const before = new Date(Date.parse(from) - 86_400_000).toISOString().slice(0, 10);
    const sell = (day: string) => chooseLots([lot], { shares: 1, price: 2, day });
    expect(sell(from).sales[0]!.longTerm).toBe(true);
    const early = sell(before);
    expect(early.sales[0]!.longTerm).toBe(false);
    expect(early.notes).toEqual([
      "Lot a turns long-term in 1 day; waiting may lower the tax on its gain.",
    ]);
  });

  test("is a year and a day long, by the calendar, for every day", () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 40_000 }), (days) => {
        const bought = new Date(days * 86_400_000).toISOString().slice(0, 10);
        const length = (Date.parse(longTermFrom(bought)) - Date.parse(bought)) / 86_400_000;
        const nextYear = new Date(bought);
        nextYear.setUTCFullYear(nextYear.getUTCFullYear() + 1);
        const toAnniversary = Math.round((Number(nextYear) - Date.parse(bought)) / 86_400_000);
        expect(length).toBe(bought.endsWith("-02-29") ? 366 : toAnniversary + 1);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});

const lot = { lotId: "a", shares: 5, pricePaid: 10, bought: "2024-01-02" };
test.each([
  ["after the sale", [{ ...lot, bought: "2026-01-03" }], "after the sale on 2026-01-02"],
  ["of less than nothing", [{ ...lot, shares: -1 }], "zero shares or more"],
  ["less than nothing beside enough", [lot, { ...lot, lotId: "b", shares: -1 }], "Lot b needs"],
  ["of NaN shares", [{ ...lot, shares: NaN }], "zero shares or more"],
  ["paid for with less than nothing", [{ ...lot, pricePaid: -1 }], "the price that was paid"],
  ["named twice", [lot, lot], "Lot a is listed twice"],
  ["bought on no day", [{ ...lot, bought: "2024-02-30" }], "is not a date"],
  ["bought in words", [{ ...lot, bought: "May 2024" }], "is not a date"],
])("a lot %s is refused", (_name, lots, words) => {
  const sale = { shares: 1, price: 12, day: "2026-01-02" };
  expect(() => chooseLots(lots, sale)).toThrow(words);
});

test.each([
  [[0.5, 0.4], "add up to 90.00%"],
  [[0.5, 0.6], "add up to 110.00%"],
  [[0.5, NaN], "Every weight must be a number."],
  [[Infinity, -Infinity], "Every weight must be a number."],
])("weights held of %j are refused, not rebalanced", (weights, words) => {
  expect(() => planRebalance(weights, [0.5, 0.5])).toThrow(words);
  expect(() => drift(weights, [0.5, 0.5])).toThrow(words);
});

describe("a backtest", () => {
  const prices = {
    dates: Array.from({ length: 13 }, (_, t) => `2025-${String(t + 1).padStart(2, "0")}-01`),
    assets: ["A", "B"],
    values: Array.from({ length: 13 }, (_, t) => [10 * 1.01 ** t, 20 * 1.01 ** t]),
  };

  test("loses the cost of buying in its return, its first period and its deepest fall", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.5, noNaN: true }), (rate) => {
        const found = backtest(prices, [0.5, 0.5], { costs: { rate }, periodsPerYear: 12 });
        expect(found.yearlyReturn).toBeCloseTo((1 - rate) * 1.01 ** 12 - 1, 12);
        expect(found.values[0]).toBeCloseTo(1 - rate, 12);
        expect(found.maxDrawdown).toBeCloseTo(rate, 12);
        expect(found.cost).toBeCloseTo(rate, 12);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  test("with costs that take everything, or blanks, is refused", () => {
    expect(() => backtest(prices, [0.5, 0.5], { costs: { rate: 1 } })).toThrow("take all there is");
    expect(() => backtest(prices, [0.5, 0.5], { costs: { perOrder: 0.6 } })).toThrow(
      "take all there is",
    );
    const later = { ...prices, values: prices.values.with(0, [NaN, 20]) };
    expect(() => backtest(later, [0.5, 0.5])).toThrow("A has days without a price");
  });
});
