import { moneyText, percentText } from "#lib/money/figure-text.ts";
import { estimate } from "#lib/money/round.ts";

import type { Fact } from "./fact.ts";

/** "8.5%" of 0.085, as every screen writes it. */
export function printPercent(share: number, decimals = 1): string {
  return percentText(share, decimals);
}

/** "$50,000", and cents where there are some, as every screen writes it. */
export function printMoney(amount: number, currency: string): string {
  return moneyText(amount, currency, { narrow: true });
}

export function percentFact(path: string, label: string, value: number, decimals = 1): Fact {
  return { path, label, unit: "percent", value, printed: printPercent(value, decimals) };
}

export function moneyFact(path: string, label: string, value: number, currency: string): Fact {
  return { path, label, unit: "money", value, printed: printMoney(value, currency), currency };
}

/** An amount worked out from estimates: the fact is the rounded figure that the report shows, and no other. */
export function estimateFact(path: string, label: string, value: number, currency: string): Fact {
  return moneyFact(path, label, estimate(value), currency);
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
