import { refuse } from "#lib/finance/errors.ts";
import { requireFinite } from "#lib/finance/finite.ts";

/** Trading costs: money per order, a fraction of what is traded (commission), and half the spread as a fraction. */
export type CostModel = { perOrder?: number; rate?: number; halfSpread?: number };

/** perOrder + |amount|·(rate + halfSpread) for an order of some money; 0 for none. */
export function tradingCost(
  amount: number,
  { perOrder = 0, rate = 0, halfSpread = 0 }: CostModel,
): number {
  if (
    !(perOrder >= 0 && rate >= 0 && halfSpread >= 0) ||
    !(perOrder + rate + halfSpread < Infinity)
  )
    refuse("Trading costs must be zero or more.");
  if (!Number.isFinite(amount)) refuse("The amount of an order must be a number.");
  return amount === 0 ? 0 : perOrder + Math.abs(amount) * (rate + halfSpread);
}

/** Σ wᵢ·expense ratioᵢ: what the funds themselves take a year, as a fraction of the portfolio. */
export function runningCost(weights: readonly number[], expenseRatios: readonly number[]): number {
  if (weights.length !== expenseRatios.length) refuse("Every weight needs an expense ratio.");
  requireFinite([...weights, ...expenseRatios], "Weights and expense ratios must be numbers.");
  return weights.reduce((sum, w, i) => sum + w * expenseRatios[i]!, 0);
}
