import { checkPrices, type TimeTable } from "#lib/finance/estimate/prices.ts";
import { tradingCost, type CostModel } from "#lib/finance/trade/costs.ts";
import { checkTargets } from "#lib/finance/trade/holdings.ts";
import { planRebalance, type RebalanceRule } from "#lib/finance/trade/rebalance.ts";

export type BacktestResult = {
  /** Always true: past prices and today's weights, chosen knowing the past. */
  hypothetical: true;
  note: string;
  /** Value of 1 invested on the first day, after costs, per row of prices. */
  values: number[];
  yearlyReturn: number;
  /** Standard deviation of per-period returns times √(periods a year). */
  volatility: number;
  maxDrawdown: number;
  rebalancings: number;
  turnover: number;
  cost: number;
};

/**
 * How fixed target weights would have done over past prices without gaps, buying once and rebalancing by a rule, with
 * costs taken from the portfolio at each trade: V·(1 + Σ wᵢrᵢ) a period, weights drifting between.
 * `periodsPerMonth` (21 for days) counts the calendar. Throws `invalid_input` for prices `checkPrices` refuses or with
 * blanks.
 */
export function backtest(
  prices: TimeTable,
  targets: readonly number[],
  options: { rule?: RebalanceRule; costs?: CostModel; periodsPerYear?: number } = {},
): BacktestResult {
  const { rule = {}, costs = {}, periodsPerYear = 252 } = options;
  checkPrices(prices);
  checkTargets(targets, prices.assets.length);
  const periodsPerMonth = periodsPerYear / 12;
  let held = [...targets];
  let cost = targets.reduce((sum, w) => sum + tradingCost(w, costs), 0);
  let value = 1 - cost;
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

function figures(values: readonly number[], periodsPerYear: number) {
  const returns = values.slice(1).map((value, t) => value / values[t]! - 1);
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const variance =
    returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / Math.max(1, returns.length - 1);
  let high = 0;
  let maxDrawdown = 0;
  for (const value of values) {
    high = Math.max(high, value);
    maxDrawdown = Math.max(maxDrawdown, 1 - value / high);
  }
  return {
    yearlyReturn: (values.at(-1)! / values[0]!) ** (periodsPerYear / returns.length) - 1,
    volatility: Math.sqrt(variance * periodsPerYear),
    maxDrawdown,
  };
}
