/**
 * Figures as they are written everywhere: grouped digits, a true minus sign, the same number of decimals in a column.
 */

const MINUS = "\u2212";

/** 0.0572 is "5.7%". */
export function percent(fraction: number, digits = 1): string {
  return signed(fraction * 100, digits) + "%";
}

/** 48000 is "$48,000"; with cents where asked. */
export function money(amount: number, currency = "USD", digits = 0): string {
  const text = Math.abs(amount).toLocaleString("en-US", {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return isNegative(amount, digits) ? MINUS + text : text;
}

/** An amount computed from estimates, rounded to what it can be trusted for: 4083 is "$4,080". */
export function roundMoney(amount: number, currency = "USD"): string {
  const size = Math.abs(amount);
  const step = size >= 10_000 ? 100 : size >= 1000 ? 10 : 1;
  return money(Math.round(amount / step) * step, currency);
}

/** For an axis or a narrow drawing: "$128k", "$1.5M". */
export function shortMoney(amount: number, currency = "USD"): string {
  const text = Math.abs(amount).toLocaleString("en-US", {
    style: "currency",
    currency,
    notation: "compact",
    minimumFractionDigits: 0,
    maximumFractionDigits: Math.abs(amount) >= 1_000_000 ? 1 : 0,
  });
  return (amount < 0 ? MINUS : "") + text.replace("K", "k");
}

/** The distance between two fractions in words: "1.0 points lower", "no change". */
export function pointsApart(
  from: number,
  to: number,
  words = { more: "higher", less: "lower" },
): string {
  const points = (to - from) * 100;
  const text = Math.abs(points).toFixed(1);
  if (text === "0.0") return "no change";
  return `${text} points ${points > 0 ? words.more : words.less}`;
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return isNegative(value, digits) ? MINUS + text : text;
}

/** A value that is shown as zero has no sign. */
function isNegative(value: number, digits: number): boolean {
  return value < 0 && Number(Math.abs(value).toFixed(digits)) !== 0;
}
