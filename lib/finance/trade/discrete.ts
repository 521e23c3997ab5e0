import { refuse } from "#lib/finance/errors.ts";
import { loadHighs, solveLinear } from "#lib/finance/solver/highs.ts";

/** Whole shares per asset (negative for shorts) and the money left over. */
export type DiscreteAllocation = { shares: number[]; leftover: number };

type Options = {
  total: number;
  /** Money for short positions as a fraction of `total`; the shorts' own share of the weights when absent. */
  shortRatio?: number;
  /** Whether what the shorts bring in is spent on longs. */
  reinvest?: boolean;
};

type Spend = (weights: number[], prices: number[], total: number) => DiscreteAllocation;

/**
 * Whole shares by a greedy rule: first floor(weight·total/price) of each, dearest weight first; then, one share at a
 * time, the affordable asset furthest below its weight. Shorts are bought the same way with their own money. Throws
 * `invalid_input` for prices or an amount not above zero. `prices` in the currency of `total`, `weights` adding up to
 * about 1 (or long − short).
 */
export function greedyShares(
  weights: readonly number[],
  prices: readonly number[],
  options: Options,
): DiscreteAllocation {
  checkShares(weights, prices, options.total);
  const { shortRatio = 0 } = options;
  if (!(shortRatio >= 0 && shortRatio < Infinity))
    refuse("The money for short positions must be zero or more.");
  return withShorts(weights, prices, options, greedyLongs);
}

const MOST_SHARES = 1e9;

function checkShares(weights: readonly number[], prices: readonly number[], total: number): void {
  if (weights.length !== prices.length) refuse("Every weight needs a price.");
  if (!weights.every(Number.isFinite)) refuse("Every weight must be a number.");
  if (!prices.every((price) => price > 0 && Number.isFinite(price)))
    refuse("Every price must be above zero.");
  if (!(total > 0 && total < Infinity)) refuse("The amount to invest must be above zero.");
  if (prices.some((price) => total / price > MOST_SHARES))
    refuse("A price is too small beside the amount: more than a billion shares would fit.");
}

function withShorts(
  weights: readonly number[],
  prices: readonly number[],
  options: Options,
  spend: Spend,
): DiscreteAllocation {
  const { total, reinvest = false } = options;
  const shorts = weights.flatMap((w, i) => (w < 0 ? [i] : []));
  const longs = weights.flatMap((w, i) => (w >= 0 ? [i] : []));
  const pick = (places: number[], sign: number, money: number) => {
    const size = places.reduce((sum, i) => sum + sign * weights[i]!, 0);
    const part = places.map((i) => (size > 0 ? (sign * weights[i]!) / size : 0));
    return spend(
      part,
      places.map((i) => prices[i]!),
      money,
    );
  };
  const shortRatio = options.shortRatio ?? shorts.reduce((sum, i) => sum - weights[i]!, 0);
  const shortMoney = shorts.length > 0 ? total * shortRatio : 0;
  const bought = pick(longs, 1, reinvest ? total + shortMoney : total);
  const shares = Array<number>(weights.length).fill(0);
  longs.forEach((i, k) => (shares[i] = bought.shares[k]!));
  if (shortMoney <= 0) return { shares, leftover: bought.leftover };
  const sold = pick(shorts, -1, shortMoney);
  shorts.forEach((i, k) => (shares[i] = -sold.shares[k]! || 0));
  return { shares, leftover: bought.leftover + sold.leftover };
}

function greedyLongs(weights: number[], prices: number[], total: number): DiscreteAllocation {
  const order = weights.map((_, i) => i).toSorted((a, b) => weights[b]! - weights[a]!);
  const shares = Array<number>(weights.length).fill(0);
  let money = total;
  for (const i of order) {
    const wanted = Math.floor((weights[i]! * total) / prices[i]!);
    if (wanted * prices[i]! > money) continue;
    shares[i] = wanted;
    money -= wanted * prices[i]!;
  }
  for (;;) {
    const held = shares.reduce((sum, count, i) => sum + count * prices[i]!, 0);
    const lag = (i: number) => weights[i]! - (held > 0 ? (shares[i]! * prices[i]!) / held : 0);
    const open = order.filter((i) => weights[i]! > 0).toSorted((a, b) => lag(b) - lag(a));
    const next = open.find((i) => prices[i]! <= money);
    if (next === undefined || lag(next) <= 0) return { shares, leftover: money };
    shares[next]! += 1;
    money -= prices[next]!;
  }
}

/**
 * Whole shares by a mixed-integer program: minimise Σ|wᵢ·total − priceᵢ·sharesᵢ| + leftover, leftover ≥ 0.
 * Longs only. Proven to 1e-7; throws `unsupported` for shorts.
 */
export async function exactShares(
  weights: readonly number[],
  prices: readonly number[],
  options: { total: number },
): Promise<DiscreteAllocation> {
  const { total } = options;
  checkShares(weights, prices, total);
  if (weights.some((w) => w < 0))
    refuse("Whole shares by exact search are for portfolios without shorts.");
  const n = weights.length;
  const size = 2 * n + 1;
  const each = prices.map((price, i) => ({ price, want: weights[i]! * total, i }));
  const rows = each.flatMap(({ price, want, i }) => [
    { index: [i, n + i], value: [price, -1], min: -Infinity, max: want },
    { index: [i, n + i], value: [price, 1], min: want, max: Infinity },
  ]);
  rows.push({
    index: [...prices.keys(), 2 * n],
    value: [...prices, 1],
    min: total,
    max: total,
  });
  const answer = solveLinear(await loadHighs(), {
    cost: new Float64Array(size).fill(1, n),
    lower: new Float64Array(size),
    upper: new Float64Array(size).fill(Infinity),
    rows,
    integer: new Uint8Array(size).fill(1, 0, n),
  });
  if (answer.status !== "optimal") return refuse("No whole number of shares fits this amount.");
  const shares = Array.from(answer.x.subarray(0, n), Math.round);
  return {
    shares,
    leftover: total - shares.reduce((sum, count, i) => sum + count * prices[i]!, 0),
  };
}
