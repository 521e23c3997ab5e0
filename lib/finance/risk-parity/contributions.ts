import { refuse } from "#lib/finance/errors.ts";
import { requireFinite } from "#lib/finance/finite.ts";
import { flatten, requireSymmetric } from "#lib/finance/linear/linear-algebra.ts";
import { dot, gradient } from "#lib/finance/solver/program.ts";

export type RiskContribution = {
  /** wᵢ·(Σw)ᵢ/σ: adds up to the volatility. */
  contribution: number;
  /** contribution/σ: adds up to 1. */
  share: number;
};

/** How much each holding adds to the volatility σ = √(wᵀΣw) (Euler). All zero for a portfolio without risk. */
export function riskContributions(
  weights: readonly number[],
  covariance: readonly (readonly number[])[],
): { volatility: number; parts: RiskContribution[] } {
  if (covariance.length !== weights.length)
    refuse("Every weight needs a row of the covariance matrix.");
  requireFinite(weights, "Every weight must be a number.");
  requireSymmetric(covariance, weights.length, "covariance matrix");
  const pull = gradient(flatten(covariance), weights);
  const volatility = Math.sqrt(Math.max(0, dot(pull, weights)));
  const parts = weights.map((w, i) => {
    const contribution = volatility > 0 ? (w * pull[i]!) / volatility : 0;
    return { contribution, share: volatility > 0 ? contribution / volatility : 0 };
  });
  return { volatility, parts };
}

/** (Σ wᵢσᵢ)/σ: how much risk the mixing takes away; 1 for a single asset (Choueifaty & Coignard 2008). */
export function diversificationRatio(
  weights: readonly number[],
  covariance: readonly (readonly number[])[],
): number {
  const { volatility } = riskContributions(weights, covariance);
  if (covariance.some((row, i) => row[i]! < 0)) refuse("A variance cannot be below zero.");
  const alone = weights.reduce((sum, w, i) => sum + w * Math.sqrt(covariance[i]![i]!), 0);
  return volatility > 0 ? alone / volatility : 1;
}
