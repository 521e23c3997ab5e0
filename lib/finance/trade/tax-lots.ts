import { refuse } from "#lib/finance/errors.ts";

import { daysBetween, longTermFrom } from "./holding-period.ts";

/** Shares bought together. Dates are ISO days (2026-01-31). */
export type TaxLot = { lotId: string; shares: number; pricePaid: number; bought: string };

export type LotSale = { lotId: string; shares: number; gain: number; longTerm: boolean };

export type LotPlan = {
  sales: LotSale[];
  gain: number;
  /** What to know before selling, in words: a wash sale, or a lot that turns long-term soon. Notes, not tax advice. */
  notes: string[];
};

/**
 * Which lots to sell for the least tax now: losses first (largest per share), then long-term gains, then short-term,
 * each from the smallest gain per share. Long-term means sold after the first anniversary of the purchase. Notes name
 * purchases within 30 days on either side of a sale at a loss, and lots sold at a gain that turn long-term within 45
 * days. Throws `invalid_input` for more shares than there are, a lot bought after the sale, one of less than no shares,
 * two of one name, and what is no date.
 */
export function chooseLots(
  lots: readonly TaxLot[],
  sale: { shares: number; price: number; day: string; recentPurchases?: readonly string[] },
): LotPlan {
  const { price, day } = sale;
  if (!(sale.shares > 0 && sale.shares < Infinity) || !(price > 0 && price < Infinity))
    refuse("A sale needs a number of shares and a price above zero.");
  checkLots(lots, day);
  const held = lots.reduce((sum, lot) => sum + lot.shares, 0);
  if (sale.shares > held + 1e-9) refuse(`Only ${held} shares are held, not ${sale.shares}.`);
  const ranked = lots
    .map((lot) => ({
      lot,
      perShare: price - lot.pricePaid,
      longTerm: daysBetween(longTermFrom(lot.bought), day) >= 0,
    }))
    .toSorted((a, b) => rank(a) - rank(b) || a.perShare - b.perShare);
  const sales: LotSale[] = [];
  const notes: string[] = [];
  let left = sale.shares;
  for (const { lot, perShare, longTerm } of ranked) {
    if (left <= 1e-9) break;
    const shares = Math.min(left, lot.shares);
    if (shares === 0) continue;
    left -= shares;
    sales.push({ lotId: lot.lotId, shares, gain: shares * perShare, longTerm });
    const wait = daysBetween(day, longTermFrom(lot.bought));
    if (perShare > 0 && !longTerm && wait <= 45)
      notes.push(
        `Lot ${lot.lotId} turns long-term in ${wait} ${wait === 1 ? "day" : "days"}; waiting may lower the tax on its gain.`,
      );
  }
  if (sales.some(({ gain }) => gain < 0)) notes.push(...washSales(lots, sales, sale));
  return { sales, gain: sales.reduce((sum, { gain }) => sum + gain, 0), notes };
}

function checkLots(lots: readonly TaxLot[], day: string): void {
  const seen = new Set<string>();
  for (const { lotId, shares, pricePaid, bought } of lots) {
    if (seen.has(lotId)) refuse(`Lot ${lotId} is listed twice.`);
    seen.add(lotId);
    if (!(shares >= 0 && shares < Infinity)) refuse(`Lot ${lotId} needs zero shares or more.`);
    if (!(pricePaid >= 0 && pricePaid < Infinity))
      refuse(`Lot ${lotId} needs the price that was paid, zero or more.`);
    if (daysBetween(bought, day) < 0)
      refuse(`Lot ${lotId} was bought on ${bought}, after the sale on ${day}.`);
  }
}

function rank({ perShare, longTerm }: { perShare: number; longTerm: boolean }): number {
  if (perShare < 0) return 0;
  return longTerm ? 1 : 2;
}

function washSales(
  lots: readonly TaxLot[],
  sales: readonly LotSale[],
  { day, recentPurchases = [] }: { day: string; recentPurchases?: readonly string[] },
): string[] {
  const sold = new Map(sales.map(({ lotId, shares }) => [lotId, shares]));
  const kept = lots
    .filter(({ lotId, shares }) => shares - (sold.get(lotId) ?? 0) > 1e-9)
    .map((lot) => lot.bought);
  const near = [...kept, ...recentPurchases].filter(
    (bought) => Math.abs(daysBetween(bought, day)) <= 30,
  );
  return [...new Set(near)].map(
    (bought) =>
      `Shares bought on ${bought} lie within 30 days of this sale at a loss: the loss may not count (wash sale).`,
  );
}
