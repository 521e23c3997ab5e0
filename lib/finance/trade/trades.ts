import { refuse } from "#lib/finance/errors.ts";

import { tradingCost, type CostModel } from "./costs.ts";
import { checkTargets, valueHoldings, type Holding } from "./holdings.ts";

export type Trade = {
  id: string;
  side: "sell" | "buy";
  shares: number;
  price: number;
  amount: number;
  cost: number;
};

export type TradeList = {
  /** Sells first, so that buys never need money that is not there; the largest first within each side. */
  trades: Trade[];
  /** Money left after all trades and their costs, zero or more. */
  cash: number;
  cost: number;
  /** Orders not placed because they were below the least amount. */
  skipped: { id: string; amount: number }[];
};

export type TradeOptions = {
  /** Money to invest now (negative: to take out). */
  cash?: number;
  /** Orders below this amount are left out. */
  minimumTrade?: number;
  /** Whole shares only; otherwise fractions to a millionth. */
  wholeShares?: boolean;
  costs?: CostModel;
};

/**
 * The orders that bring holdings to target weights of (holdings + cash). Shares are rounded towards zero for buys and
 * to the nearest for sells; what is taken out is raised in full; buys shrink in proportion when costs would overdraw,
 * so cash never ends below zero. Throws `invalid_input` as `valueHoldings` and `checkTargets`, or when more is taken
 * out than there is.
 */
export function tradesTo(
  targets: readonly number[],
  holdings: readonly Holding[],
  options: TradeOptions = {},
): TradeList {
  const { cash = 0, minimumTrade = 0, wholeShares = true, costs = {} } = options;
  const { values, total } = valueHoldings(holdings);
  checkTargets(targets, holdings.length);
  if (!Number.isFinite(cash) || total + cash < 0)
    refuse("More money is taken out than the holdings are worth.");
  const worth = total + cash;
  const step = wholeShares ? 1 : 1e-6;
  const skipped: TradeList["skipped"] = [];
  const orders = holdings.flatMap((holding, i) => {
    const amount = targets[i]! * worth - values[i]!;
    if (amount === 0) return [];
    if (Math.abs(amount) < minimumTrade) {
      skipped.push({ id: holding.id, amount });
      return [];
    }
    return [{ holding, amount }];
  });
  const bySize = orders.toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  const sells = bySize.flatMap(({ holding, amount }) => {
    if (amount >= 0) return [];
    const wanted =
      cash < 0
        ? Math.ceil(-amount / holding.price / step)
        : Math.round(-amount / holding.price / step);
    return order(holding, "sell", Math.min(holding.shares, wanted * step), costs);
  });
  let money = cash + sells.reduce((sum, trade) => sum + trade.amount - trade.cost, 0);
  const wishes = bySize.filter(({ amount }) => amount > 0);
  const wanted = wishes.reduce((sum, { amount }) => sum + amount + tradingCost(amount, costs), 0);
  const scale = wanted > 0 ? Math.min(1, Math.max(0, money) / wanted) : 0;
  const buys = wishes.flatMap(({ holding, amount }) => {
    let shares = Math.floor((amount * scale) / holding.price / step + 1e-9) * step;
    let [trade] = order(holding, "buy", shares, costs);
    while (trade && trade.amount + trade.cost > money + 1e-9) {
      shares -= step;
      [trade] = order(holding, "buy", shares, costs);
    }
    if (!trade) return [];
    money -= trade.amount + trade.cost;
    return [trade];
  });
  const trades = [...sells, ...buys];
  return { trades, cash: money, cost: trades.reduce((sum, trade) => sum + trade.cost, 0), skipped };
}

function order(holding: Holding, side: Trade["side"], shares: number, costs: CostModel): Trade[] {
  if (shares <= 0) return [];
  const amount = shares * holding.price;
  return [
    {
      id: holding.id,
      side,
      shares,
      price: holding.price,
      amount,
      cost: tradingCost(amount, costs),
    },
  ];
}
