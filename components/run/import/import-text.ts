import { money } from "#components/format/numbers.ts";
import type { HoldingRow, Reading } from "#lib/portfolio/import/reading/reading.ts";

const currencyNames = new Intl.DisplayNames("en", { type: "currency" });

/** An amount with its currency; without a sign where nobody knows which it is. */
export function amountText(amount: number, currency: string | null, digits = 2): string {
  if (currency === null) return numberText(amount, digits, digits);
  return money(amount, currency, digits);
}

/** A price with as many decimals as it needs: fund prices have more than cents. */
export function priceText({ price, currency }: HoldingRow): string {
  if (price === undefined) return "";
  const digits = Math.abs(price * 100 - Math.round(price * 100)) < 1e-6 ? 2 : 4;
  return amountText(price, currency, digits);
}

export function unitsText({ units }: HoldingRow): string {
  return numberText(units, 0, 6);
}

export function currencyText(currency: string | null): string {
  return currency === null ? "Not named" : (currencyNames.of(currency) ?? currency);
}

/** "$64,038.62", or one amount for each currency, which are never added together. */
export function totalText({ totals }: Pick<Reading, "totals">): string {
  return totals.map(({ value, currency }) => amountText(value, currency)).join(" and ");
}

function numberText(value: number, least: number, most: number): string {
  const text = Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
  return value < 0 ? `\u2212${text}` : text;
}
