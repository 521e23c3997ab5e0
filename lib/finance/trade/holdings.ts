import { refuse } from "#lib/finance/errors.ts";
import { requireFinite } from "#lib/finance/finite.ts";

/** A position: whole or fractional shares at a price in one currency. */
export type Holding = { id: string; shares: number; price: number; currency?: string };

/**
 * Checks holdings before they are traded: at least one, no asset twice, one currency, prices above zero, no short
 * positions (unsupported here). Returns the value of each and of all. Throws `invalid_input` with the first fault.
 */
export function valueHoldings(holdings: readonly Holding[]): { values: number[]; total: number } {
  if (holdings.length === 0) refuse("There are no holdings.");
  const ids = new Set<string>();
  const currency = holdings.find((h) => h.currency)?.currency;
  const values = holdings.map(({ id, shares, price, ...rest }) => {
    if (ids.has(id)) refuse(`${id} is listed twice. Add its positions together first.`);
    ids.add(id);
    if (!Number.isFinite(shares) || !Number.isFinite(price))
      refuse(`${id} needs a number of shares and a price.`);
    if (shares < 0)
      refuse(`${id} is sold short (${shares} shares). Short positions are not supported here.`);
    if (price <= 0) refuse(`${id} needs a price above zero.`);
    if (rest.currency !== undefined && rest.currency !== currency)
      refuse(
        `${id} is in ${rest.currency}, others are in ${currency}. Convert them to one currency first.`,
      );
    return shares * price;
  });
  return { values, total: values.reduce((sum, value) => sum + value, 0) };
}

/** Checks target weights: one per asset, none below zero, adding up to 1 within 1e-6. */
export function checkTargets(targets: readonly number[], count: number): void {
  if (targets.length !== count)
    refuse(`There are ${count} assets but ${targets.length} target weights.`);
  if (!targets.every((w) => Number.isFinite(w) && w >= 0))
    refuse("Every target weight must be zero or more.");
  const total = targets.reduce((sum, w) => sum + w, 0);
  if (Math.abs(total - 1) > 1e-6)
    refuse(`The target weights add up to ${(total * 100).toFixed(2)}%, not 100%.`);
}

/** Checks present weights: numbers that add up to 1 within 1e-6, each the share of one asset. */
export function checkWeights(weights: readonly number[]): void {
  requireFinite(weights, "Every weight must be a number.");
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (Math.abs(total - 1) > 1e-6)
    refuse(`The weights held now add up to ${(total * 100).toFixed(2)}%, not 100%.`);
}

/**
 * How far each weight is from its target, and half the sum of distances: what must be sold to be back at the targets.
 */
export function drift(
  weights: readonly number[],
  targets: readonly number[],
): { parts: number[]; total: number } {
  checkTargets(targets, weights.length);
  checkWeights(weights);
  const parts = weights.map((w, i) => w - targets[i]!);
  return { parts, total: parts.reduce((sum, d) => sum + Math.abs(d), 0) / 2 };
}
