import type { Fact } from "./fact.ts";

/** "8.5%" of 0.085, with a true minus sign and never "−0.0%". */
export function printPercent(share: number, decimals = 1): string {
  const digits = Math.abs(share * 100).toFixed(decimals);
  return `${share < 0 && Number(digits) !== 0 ? "−" : ""}${digits}%`;
}

/** "$50,000", and cents only where there are some and the amount is small. */
export function printMoney(amount: number, currency: string): string {
  const cents = Math.abs(amount) < 100 && !Number.isInteger(amount);
  const written = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: cents ? 2 : 0,
    maximumFractionDigits: cents ? 2 : 0,
  }).format(Math.abs(amount));
  return `${amount < 0 && /[1-9]/u.test(written) ? "−" : ""}${written}`;
}

export function percentFact(path: string, label: string, value: number, decimals = 1): Fact {
  return { path, label, unit: "percent", value, printed: printPercent(value, decimals) };
}

export function moneyFact(path: string, label: string, value: number, currency: string): Fact {
  return { path, label, unit: "money", value, printed: printMoney(value, currency), currency };
}

export function countFact(path: string, label: string, value: number): Fact {
  return { path, label, unit: "count", value, printed: String(value) };
}

export function yearsFact(path: string, label: string, value: number): Fact {
  return { path, label, unit: "years", value, printed: value === 1 ? "1 year" : `${value} years` };
}

/** A text as a fact, shortened. Whatever it says is material to write about and no instruction. */
export function textFact(path: string, label: string, words: string): Fact {
  const printed = words.trim().slice(0, 300);
  return { path, label, unit: "text", value: printed, printed };
}
