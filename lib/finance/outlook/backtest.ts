import { refuse } from "#lib/finance/errors.ts";
import { checkPrices, type TimeTable } from "#lib/finance/estimate/prices.ts";
import { requirePeriods } from "#lib/finance/finite.ts";
import { tradingCost, type CostModel } from "#lib/finance/trade/costs.ts";
import { checkTargets } from "#lib/finance/trade/holdings.ts";
import { planRebalance, type RebalanceRule } from "#lib/finance/trade/rebalance.ts";

export type BacktestResult = {
  /** Always true: past prices and today's weights, chosen knowing the past. */
  hypothetical: true;
  note: string;
  /** Value of 1 invested on the first day, after costs, per row of prices: the first is what the buying cost leaves. */
  values: number[];
  /** Of the 1 that was paid in: the cost of buying counts. */
  yearlyReturn: number;
  /** Standard deviation of per-period returns, the first after the cost of buying, times √(periods a year). */
  volatility: number;
  /** The deepest fall, from the 1 that was paid in or from a later high. */
  maxDrawdown: number;
  rebalancings: number;
  turnover: number;
  cost: number;
};

/**
 * How fixed target weights would have done over past prices without gaps, buying once and rebalancing by a rule, with
 * costs taken from the portfolio at each trade: V·(1 + Σ wᵢrᵢ) a period, weights drifting between.
 * `periodsPerMonth` (21 for days) counts the calendar. Throws `invalid_input` for prices `checkPrices` refuses or with
 * blanks, and for costs that leave nothing.
 */
export function backtest(
  prices: TimeTable,
  targets: readonly number[],
  options: { rule?: RebalanceRule; costs?: CostModel; periodsPerYear?: number } = {},
): BacktestResult {
  const { rule = {}, costs = {}, periodsPerYear = 252 } = options;
  checkPrices(prices);
  requirePeriods(periodsPerYear);
  const blank = prices.assets.find((_, i) => prices.values.some((row) => Number.isNaN(row[i])));
  if (blank !== undefined) refuse(`${blank} has days without a price. Start where all have one.`);
  checkTargets(targets, prices.assets.length);
  const periodsPerMonth = periodsPerYear / 12;
  let held = [...targets];
  let cost = targets.reduce((sum, w) => sum + tradingCost(w, costs), 0);
  let value = 1 - cost;
  requireSomething(value);
  let since = 0;
  let rebalancings = 0;
  let turnover = 0;
  const values = [value];
  for (let t = 1; t < prices.values.length; t++) {
    const grown = held.map((w, i) => (w * prices.values[t]![i]!) / prices.values[t - 1]![i]!);
    const growth = grown.reduce((sum, w) => sum + w, 0);
    value *= growth;
    held = grown.map((w) => w / growth);
    since++;
    const plan = planRebalance(held, targets, rule, {
      monthsSinceLast: Math.floor(since / periodsPerMonth),
    });
    if (plan.reasons.length > 0) {
      const paid = plan.weights.reduce(
        (sum, w, i) => sum + tradingCost((w - held[i]!) * value, costs),
        0,
      );
      held = plan.weights;
      value -= paid;
      requireSomething(value);
      cost += paid;
      turnover += plan.turnover;
      rebalancings++;
      since = 0;
    }
    values.push(value);
  }
  return {
    hypothetical: true,
    note: "Hypothetical: past prices with weights chosen afterwards. Real results would have differed.",
    values,
    ...figures(values, periodsPerYear),
    rebalancings,
    turnover,
    cost,
  };
}

function requireSomething(value: number): void {
  if (!(value > 0))
    refuse("These trading costs take all there is. Lower them, or trade less often.");
}

function figures(values: readonly number[], periodsPerYear: number) {
  const returns = values.slice(1).map((value, t) => value / (t === 0 ? 1 : values[t]!) - 1);
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const variance =
    returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / Math.max(1, returns.length - 1);
  let high = 1;
  let maxDrawdown = 0;
  for (const value of values) {
    high = Math.max(high, value);
    maxDrawdown = Math.max(maxDrawdown, 1 - value / high);
  }
  return {
    yearlyReturn: values.at(-1)! ** (periodsPerYear / returns.length) - 1,
    volatility: Math.sqrt(variance * periodsPerYear),
    maxDrawdown,
  };
}
