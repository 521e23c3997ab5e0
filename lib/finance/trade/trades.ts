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
  /** Orders not placed because they were below the least amount, or would cost what they bring. */
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

const MOST_SHARES = 1e9;

/**
 * The orders that bring holdings to target weights of (holdings + cash). Shares are rounded towards zero for buys and
 * to the nearest for sells; what is taken out is raised in full, with the costs of raising it; buys shrink in
 * proportion when costs would overdraw; no order costs more than it brings. So cash never ends below zero. Throws
 * `invalid_input` as `valueHoldings` and `checkTargets`, or when more is taken out than the holdings bring after costs.
 */
export function tradesTo(
  targets: readonly number[],
  holdings: readonly Holding[],
  options: TradeOptions = {},
): TradeList {
  const { cash = 0, minimumTrade = 0, wholeShares = true, costs = {} } = options;
  const { values, total } = valueHoldings(holdings);
  checkTargets(targets, holdings.length);
  if (!(minimumTrade >= 0)) refuse("The least amount of an order must be zero or more.");
  if (!Number.isFinite(cash) || total + cash < 0)
    refuse("More money is taken out than the holdings are worth.");
  // Beyond this a share more or less is lost in rounding.
  const tiny = holdings.find(({ price }) => (total + Math.abs(cash)) / price > MOST_SHARES);
  if (tiny) refuse(`The price of ${tiny.id} is too small beside the amount to work out shares.`);
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
  const wishedSells = bySize.flatMap(({ holding, amount }) => {
    if (amount >= 0) return [];
    const wanted =
      cash < 0
        ? Math.ceil(-amount / holding.price / step)
        : Math.round(-amount / holding.price / step);
    const placed = order(holding, "sell", Math.min(holding.shares, wanted * step), costs);
    if (placed.every((trade) => trade.amount > trade.cost)) return placed;
    skipped.push({ id: holding.id, amount });
    return [];
  });
  const sells = enoughSells(wishedSells, holdings, { cash, step, costs });
  let money = cash + sells.reduce((sum, trade) => sum + trade.amount - trade.cost, 0);
  const sold = new Set(sells.map(({ id }) => id));
  const wishes = bySize.filter(({ amount, holding }) => amount > 0 && !sold.has(holding.id));
  const wanted = wishes.reduce((sum, { amount }) => sum + amount + tradingCost(amount, costs), 0);
  const scale = wanted > 0 ? Math.min(1, Math.max(0, money) / wanted) : 0;
  const buys = wishes.flatMap(({ holding, amount }) => {
    const affordable = (money - (costs.perOrder ?? 0)) / (1 + shareOf(costs));
    const most = Math.min(amount * scale, affordable) / holding.price;
    let shares = Math.floor(most / step + 1e-9) * step;
    let [trade] = order(holding, "buy", shares, costs);
    while (trade && trade.amount + trade.cost > money) {
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

/** What an order costs of its amount, beside the fixed part. */
function shareOf({ rate = 0, halfSpread = 0 }: CostModel): number {
  return rate + halfSpread;
}

/**
 * The sells, made larger or more until what is taken out is raised after costs: those that are sold anyway first, then
 * the largest other holdings.
 */
function enoughSells(
  sells: readonly Trade[],
  holdings: readonly Holding[],
  { cash, step, costs }: { cash: number; step: number; costs: CostModel },
): Trade[] {
  const placed = new Map(sells.map((trade) => [trade.id, trade]));
  const raised = () =>
    placed.values().reduce((sum, trade) => sum + trade.amount - trade.cost, cash);
  const largestFirst = holdings.toSorted((a, b) => b.shares * b.price - a.shares * a.price);
  const candidates = [
    ...largestFirst.filter(({ id }) => placed.has(id)),
    ...largestFirst.filter(({ id }) => !placed.has(id)),
  ];
  for (const holding of candidates) {
    const missing = -raised();
    if (missing <= 0) break;
    const before = placed.get(holding.id);
    const needed = (missing + (before ? 0 : (costs.perOrder ?? 0))) / (1 - shareOf(costs));
    if (!(needed > 0)) continue;
    // One step more than worked out, against rounding; what is over stays as cash.
    const more = (Math.ceil(needed / holding.price / step - 1e-9) + (step < 1 ? 1 : 0)) * step;
    const shares = Math.min(holding.shares, (before?.shares ?? 0) + more);
    const [trade] = order(holding, "sell", shares, costs);
    if (trade && trade.amount > trade.cost) placed.set(holding.id, trade);
  }
  if (raised() < 0) refuse("More money is taken out than the holdings bring after costs.");
  return [...placed.values()];
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
