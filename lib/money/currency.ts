import { roundTo } from "./round.ts";

/** How many decimals a currency has: 2 for dollars, 0 for yen; 2 for a code that is not known. */
export function minorDigits(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat("en-US", {
      style: "currency",
      currency,
    }).resolvedOptions();
    return maximumFractionDigits ?? 2;
  } catch (error) {
    if (error instanceof RangeError) return 2;
    throw error;
  }
}

/**
 * An amount as a whole number of its currency's smallest unit, cents for dollars: what is added and shared out without
 * rounding.
 */
export function toMinor(amount: number, currency: string): number {
  const digits = minorDigits(currency);
  return Math.round(roundTo(amount, digits) * 10 ** digits);
}

/** The amount of a whole number of smallest units. */
export function fromMinor(units: number, currency: string): number {
  const digits = minorDigits(currency);
  return roundTo(units / 10 ** digits, digits);
}
