import { minorDigits } from "./currency.ts";
import { estimate, roundTo } from "./round.ts";

/** Figures as they are written everywhere: grouped digits, a true minus sign, none before zero. */

const MINUS = "\u2212";

/** 0.0572 is "5.7%". */
export function percentText(share: number, decimals = 1): string {
  const rounded = roundTo(share, decimals + 2);
  return `${signOf(rounded)}${roundTo(Math.abs(rounded) * 100, decimals).toFixed(decimals)}%`;
}

type Style = {
  /** Decimals; the cents only where there are some when absent. */
  decimals?: number;
  /** "$" for every dollar, as texts have it that name their currency elsewhere. */
  narrow?: boolean;
};

/** 48000 is "$48,000", 48000.5 is "$48,000.50". */
export function moneyText(amount: number, currency: string, style: Style = {}): string {
  const most = minorDigits(currency);
  const cents = roundTo(amount, most);
  const decimals = style.decimals ?? (Number.isInteger(cents) ? 0 : most);
  const rounded = roundTo(cents, decimals);
  const written = Math.abs(rounded).toLocaleString("en-US", {
    style: "currency",
    currency,
    currencyDisplay: style.narrow ? "narrowSymbol" : "symbol",
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return signOf(rounded) + written;
}

/** An amount worked out from estimates: 4083 is "$4,080". */
export function estimateText(amount: number, currency: string): string {
  return moneyText(estimate(amount), currency);
}

/**
 * For an axis or a narrow drawing: "$128k", "$1.5M"; with one more digit where asked, for a figure that stands in a
 * table as well.
 */
export function shortMoneyText(amount: number, currency: string, more = 0): string {
  const size = Math.abs(amount);
  const [unit, letter, decimals] =
    size >= 999_950 ? [1e6, "M", 1 + more] : size >= 1_000 ? [1e3, "k", more] : [1, "", 0];
  const rounded = roundTo(size / unit, decimals);
  const written = rounded.toLocaleString("en-US", {
    style: "currency",
    currency,
    minimumFractionDigits: 0,
    maximumFractionDigits: decimals,
  });
  return signOf(amount < 0 ? -rounded : rounded) + written + letter;
}

function signOf(value: number): string {
  return value < 0 ? MINUS : "";
}
