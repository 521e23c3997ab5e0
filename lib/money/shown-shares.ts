import { fromMinor, minorDigits, toMinor } from "./currency.ts";
import { roundTo } from "./round.ts";
import { shareOut } from "./share-out.ts";

/** Shares are shown in tenths of a percent. */
const units = 1_000;

/** Amounts from here on are shared out in whole units of the currency: nobody reads the cents of $48,000. */
const wholeFrom = 1_000;

/**
 * Shares as they are shown, decimals of three digits (0.345 is 34.5%) that add up to what all of them add up to: 1
 * where the weights do to within rounding. Each is the weight rounded up or down.
 */
export function shownShares(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  return shareOut(Math.round(total * units), weights).map((tenths) => roundTo(tenths / units, 3));
}

/**
 * What a portfolio holds as it is shown everywhere: largest first, with the share that is printed and an amount, both
 * columns adding up to their total exactly. What would be printed as 0.0% is left out, and its money goes to the rest.
 */
export function shownHoldings<T extends { readonly weight: number }>(
  rows: readonly T[],
  { amount, currency }: { readonly amount: number; readonly currency: string },
): (T & { share: number; amount: number })[] {
  const shares = shownShares(rows.map(({ weight }) => weight));
  const shown = rows
    .map((row, i) => ({ row, share: shares[i]! }))
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.share - a.share || b.row.weight - a.row.weight);
  const amounts = amountsOf(
    { amount, currency },
    shown.map(({ row }) => row.weight),
  );
  return shown.map(({ row, share }, i) => Object.assign({}, row, { share, amount: amounts[i]! }));
}

/**
 * Parts of an amount by weight that add up to it: in whole units where it is a whole and large one, else in the
 * smallest.
 */
function amountsOf(
  { amount, currency }: { readonly amount: number; readonly currency: string },
  weights: readonly number[],
): number[] {
  const minor = toMinor(amount, currency);
  const step = 10 ** minorDigits(currency);
  if (minor % step === 0 && amount >= wholeFrom) return shareOut(minor / step, weights);
  return shareOut(minor, weights).map((part) => fromMinor(part, currency));
}
