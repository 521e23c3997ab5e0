/** A share as people read it: 0.085 is "8.5%", less than nothing has a real minus sign. */
export function percentText(share: number, digits = 1): string {
  const text = `${Math.abs(share * 100).toFixed(digits)}%`;
  return share < 0 && Number.parseFloat(text) !== 0 ? `\u2212${text}` : text;
}

/** Whole units of a currency: 16560.4 is "$16,560". */
export function wholeMoneyText(amount: number, currency: string): string {
  const text = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    maximumFractionDigits: 0,
  }).format(Math.abs(amount));
  return Math.round(amount) < 0 ? `\u2212${text}` : text;
}
