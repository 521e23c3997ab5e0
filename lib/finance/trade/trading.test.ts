import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { backtest } from "#lib/finance/outlook/backtest.ts";

import { runningCost, tradingCost } from "./costs.ts";
import { exactShares, greedyShares } from "./discrete.ts";
import { drift, type Holding } from "./holdings.ts";
import { planRebalance } from "./rebalance.ts";
import { chooseLots } from "./tax-lots.ts";
import { tradesTo } from "./trades.ts";

const holdings: Holding[] = [
  { id: "VTI", shares: 100, price: 200 },
  { id: "BND", shares: 50, price: 80 },
  { id: "VEA", shares: 0, price: 50 },
];

describe("trades", () => {
  test("sell first, buy whole shares, and never overdraw", () => {
    const list = tradesTo([0.5, 0.3, 0.2], holdings, {
      costs: { perOrder: 1, halfSpread: 0.0005 },
    });
    expect(list.trades.map(({ side, id }) => `${side} ${id}`)).toEqual([
      "sell VTI",
      "buy VEA",
      "buy BND",
    ]);
    expect(list.cash).toBeGreaterThanOrEqual(0);
    expect(list.cost).toBeGreaterThan(3);
  });

  test("balance to the cent whatever the targets, cash and least trade", () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 })
          .filter((w) => w.some(Boolean)),
        fc.integer({ min: -20_000, max: 50_000 }),
        fc.boolean(),
        (raw, cash, wholeShares) => {
          const sum = raw.reduce((a, b) => a + b, 0);
          const list = tradesTo(
            raw.map((w) => w / sum),
            holdings,
            { cash, wholeShares, costs: { rate: 0.001 } },
          );
          const flow = list.trades.reduce(
            (m, t) => m + (t.side === "sell" ? t.amount : -t.amount) - t.cost,
            cash,
          );
          expect(list.cash).toBeCloseTo(flow, 6);
          expect(list.cash).toBeGreaterThanOrEqual(cash >= 0 ? -1e-6 : -Infinity);
          for (const trade of list.trades.filter(({ side }) => side === "sell"))
            expect(trade.shares).toBeLessThanOrEqual(
              holdings.find((h) => h.id === trade.id)!.shares,
            );
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });

  test("leave out what is too small, and say so", () => {
    const list = tradesTo([0.834, 0.166, 0], holdings, { minimumTrade: 100 });
    expect(list.trades).toEqual([]);
    expect(list.skipped.map(({ id }) => id)).toEqual(["VTI", "BND"]);
  });

  test.each([
    [
      [{ id: "A", shares: -5, price: 10 }],
      [1],
      "A is sold short (-5 shares). Short positions are not supported here.",
    ],
    [[{ id: "A", shares: 5, price: NaN }], [1], "A needs a number of shares and a price."],
    [
      [
        { id: "A", shares: 5, price: 1 },
        { id: "A", shares: 5, price: 1 },
      ],
      [0.5, 0.5],
      "A is listed twice.",
    ],
    [
      [
        { id: "A", shares: 5, price: 1, currency: "USD" },
        { id: "B", shares: 5, price: 1, currency: "EUR" },
      ],
      [0.5, 0.5],
      "B is in EUR, others are in USD.",
    ],
    [[{ id: "A", shares: 5, price: 1 }], [0.9], "The target weights add up to 90.00%, not 100%."],
  ])("refuse bad holdings %#", (bad, targets, sentence) => {
    expect(() => tradesTo(targets, bad)).toThrow(sentence);
  });
});

describe("whole shares", () => {
  test("the exact search comes at least as near to the weights as the greedy rule", async () => {
    const weights = [0.37, 0.33, 0.3];
    const prices = [431, 188, 77];
    const miss = ({ shares, leftover }: { shares: number[]; leftover: number }) =>
      shares.reduce((sum, count, i) => sum + Math.abs(weights[i]! * 5000 - count * prices[i]!), 0) +
      leftover;
    const greedy = greedyShares(weights, prices, { total: 5000 });
    const exact = await exactShares(weights, prices, { total: 5000 });
    expect(miss(exact)).toBeLessThanOrEqual(miss(greedy) + 1e-6);
    for (const { shares, leftover } of [greedy, exact]) {
      expect(leftover).toBeGreaterThanOrEqual(-1e-9);
      expect(shares.reduce((sum, count, i) => sum + count * prices[i]!, 0) + leftover).toBeCloseTo(
        5000,
        6,
      );
    }
  });
});

describe("rebalancing", () => {
  const targets = [0.6, 0.3, 0.1];

  test("leaves weights inside the 5/25 bands alone", () => {
    expect(planRebalance([0.63, 0.28, 0.09], targets)).toMatchObject({ reasons: [], turnover: 0 });
  });

  test("acts on a quarter of a small target before five points", () => {
    const plan = planRebalance(
      [0.57, 0.3, 0.13],
      targets,
      {},
      { labels: ["Stocks", "Bonds", "Gold"] },
    );
    expect(plan.reasons).toEqual([
      "Gold is 3 points above its target, beyond its band of 2.5 points.",
    ]);
    expect(plan.weights).toEqual(targets);
  });

  test("new money alone can mend a drift", () => {
    const plan = planRebalance([0.66, 0.26, 0.08], targets, {}, { cashFlow: 0.1 });
    expect(plan.reasons).toEqual([]);
    expect(plan.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
    expect(drift(plan.weights, targets).total).toBeLessThan(1e-9);
  });

  test("half-way into the band trades less, a turnover cap less still", () => {
    const drifted = [0.7, 0.22, 0.08];
    const full = planRebalance(drifted, targets);
    const half = planRebalance(drifted, targets, { to: "half_band" });
    const capped = planRebalance(drifted, targets, { maxTurnover: 0.02 });
    expect(half.turnover).toBeLessThan(full.turnover);
    expect(half.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
    expect(half.weights[0]).toBeCloseTo(0.625, 12);
    expect(capped.turnover).toBeCloseTo(0.02, 12);
  });

  test("by the calendar, whatever the drift", () => {
    const plan = planRebalance(
      [0.61, 0.29, 0.1],
      targets,
      { everyMonths: 12 },
      { monthsSinceLast: 12 },
    );
    expect(plan.reasons).toEqual(["12 months have passed since the last rebalancing."]);
  });
});

describe("tax lots", () => {
  const lots = [
    { lotId: "old", shares: 10, pricePaid: 50, bought: "2020-01-02" },
    { lotId: "loss", shares: 5, pricePaid: 120, bought: "2025-03-01" },
    { lotId: "nearly", shares: 5, pricePaid: 60, bought: "2025-07-01" },
    { lotId: "new", shares: 3, pricePaid: 110, bought: "2026-06-10" },
  ];

  test("losses first, then long-term gains, with notes on wash sales and on a lot that turns long-term soon", () => {
    const plan = chooseLots(lots, { shares: 20, price: 100, day: "2026-06-20" });
    expect(plan.sales.map(({ lotId }) => lotId)).toEqual(["loss", "new", "old", "nearly"]);
    expect(plan.gain).toBeCloseTo(5 * -20 + 3 * -10 + 10 * 50 + 2 * 40, 9);
    expect(
      plan.notes.some((note) => note.startsWith("Lot nearly turns long-term in 12 days")),
    ).toBe(true);
    const wash = chooseLots(lots, { shares: 5, price: 100, day: "2026-06-20" });
    expect(wash.notes[0]).toContain("bought on 2026-06-10");
  });

  test("more than is held is refused", () => {
    expect(() => chooseLots(lots, { shares: 30, price: 1, day: "2026-06-20" })).toThrow(
      "Only 23 shares are held, not 30.",
    );
  });
});

test("a backtest without costs or rebalancing is buy and hold, and says it is hypothetical", () => {
  const prices = {
    dates: ["2026-01-01", "2026-01-02", "2026-01-03"],
    assets: ["A", "B"],
    values: [
      [10, 20],
      [11, 19],
      [12, 21],
    ],
  };
  const rule = { absoluteBand: 1, relativeBand: 10 };
  const held = backtest(prices, [0.5, 0.5], { rule });
  expect(held.values.at(-1)).toBeCloseTo(0.5 * 1.2 + 0.5 * 1.05, 12);
  expect(held.hypothetical).toBe(true);
  expect(held.rebalancings).toBe(0);
  const daily = backtest(prices, [0.5, 0.5], { rule: { absoluteBand: 0 }, costs: { rate: 0.01 } });
  expect(daily.rebalancings).toBe(2);
  expect(daily.cost).toBeGreaterThan(0.01);
  expect(daily.values[0]).toBeCloseTo(0.99, 12);
});

test("costs: per order, by amount, by spread, and what the funds take a year", () => {
  expect(tradingCost(-1000, { perOrder: 2, rate: 0.001, halfSpread: 0.0005 })).toBeCloseTo(3.5, 12);
  expect(tradingCost(0, { perOrder: 2 })).toBe(0);
  expect(runningCost([0.6, 0.4], [0.0003, 0.001])).toBeCloseTo(0.00058, 12);
  expect(() => tradingCost(1, { rate: -1 })).toThrow("Trading costs must be zero or more.");
});
