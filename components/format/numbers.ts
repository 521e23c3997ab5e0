import { estimateText, moneyText, percentText, shortMoneyText } from "#lib/money/figure-text.ts";
import { estimate, roundTo } from "#lib/money/round.ts";

/**
 * Figures as components write them. How they are rounded is settled in `lib/money`, for screens, files and texts alike.
 */

/** 0.0572 is "5.7%". */
export function percent(fraction: number, digits = 1): string {
  return percentText(fraction, digits);
}

/** 48000 is "$48,000"; cents where there are some, or as many decimals as asked. */
export function money(amount: number, currency = "USD", digits?: number): string {
  return moneyText(amount, currency, digits === undefined ? {} : { decimals: digits });
}

/** An amount computed from estimates, rounded to what it can be trusted for: 4083 is "$4,080". */
export function roundMoney(amount: number, currency = "USD"): string {
  return estimateText(amount, currency);
}

/** For an axis: "$128k", "$1.5M". */
export function shortMoney(amount: number, currency = "USD"): string {
  return shortMoneyText(amount, currency);
}

/** An estimate where there is little room, with the digits that `roundMoney` keeps of it: "$127.5k". */
export function shortEstimate(amount: number, currency = "USD"): string {
  return shortMoneyText(estimate(amount), currency, 1);
}

/** The distance between two fractions as they are written, in words: "1.0 points lower", "no change". */
export function pointsApart(
  from: number,
  to: number,
  words = { more: "higher", less: "lower" },
): string {
  const points = roundTo((roundTo(to, 3) - roundTo(from, 3)) * 100, 1);
  if (points === 0) return "no change";
  return `${Math.abs(points).toFixed(1)} points ${points > 0 ? words.more : words.less}`;
}
