import { refuse } from "#lib/finance/errors.ts";
import { flatten, solveDense } from "#lib/finance/linear/linear-algebra.ts";
import { dot, gradient } from "#lib/finance/solver/program.ts";

/** A view: Σ coef[i]·rᵢ is expected to be `value` (absolute with one 1, relative with 1 and −1). */
export type View = { coef: readonly number[]; value: number; confidence?: number };

export type BlackLitterman = { expectedReturns: number[]; covariance: number[][] };

/** δ = (market mean − rf) / market variance, both per year, from the market's returns per period (n − 1). */
export function marketRiskAversion(
  marketReturns: readonly number[],
  options: { riskFreeRate: number; periodsPerYear?: number },
): number {
  const { riskFreeRate, periodsPerYear = 252 } = options;
  const mean = marketReturns.reduce((sum, r) => sum + r, 0) / marketReturns.length;
  const variance =
    marketReturns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (marketReturns.length - 1);
  if (!(variance > 0)) refuse("The market needs returns that vary.");
  return (mean * periodsPerYear - riskFreeRate) / (variance * periodsPerYear);
}

/** The returns at which `weights` are the market's own choice: rf + δ·Σw (reverse optimisation). */
export function impliedReturns(
  covariance: readonly (readonly number[])[],
  weights: readonly number[],
  options: { riskAversion: number; riskFreeRate: number },
): number[] {
  return covariance.map((row) => options.riskFreeRate + options.riskAversion * dot(row, weights));
}

/**
 * Posterior of Black & Litterman (1992): with prior π, views P·r = Q + ε, ε ~ N(0, Ω), A = τ·PΣPᵀ + Ω,
 *   E[r] = π + τ·ΣPᵀA⁻¹(Q − Pπ),   Cov = Σ + τΣ − τ²·ΣPᵀA⁻¹PΣ.
 * Ω is diagonal: τ·diag(PΣPᵀ) (He & Litterman) without confidences; with a confidence c in [0, 1] per view,
 * Idzorek's (2005) Ωₖ = τ·(1−c)/c·PₖΣPₖᵀ, so that 0 leaves the prior and 1 takes the view. Throws
 * `invalid_input` for wrong sizes or confidences.
 */
export function blackLitterman(
  prior: readonly number[],
  covariance: readonly (readonly number[])[],
  views: readonly View[],
  options: { tau?: number } = {},
): BlackLitterman {
  const { tau = 0.05 } = options;
  const n = prior.length;
  const sigma = flatten(covariance);
  const used = views.filter(({ confidence }) => confidence !== 0);
  for (const { coef, value, confidence = 0.5 } of views) {
    if (coef.length !== n || !coef.every(Number.isFinite) || !Number.isFinite(value))
      refuse(`A view needs a number for each of the ${n} assets and a value.`);
    if (!(confidence >= 0 && confidence <= 1)) refuse("A confidence lies between 0 and 1.");
  }
  const spread = used.map(({ coef }) => gradient(sigma, coef).map((value) => tau * value));
  const k = used.length;
  const gain = new Float64Array(k * k);
  used.forEach(({ coef, confidence }, a) => {
    spread.forEach((column, b) => (gain[a * k + b] = dot(coef, column)));
    const doubt = confidence === undefined ? 1 : (1 - confidence) / confidence;
    gain[a * k + a]! += doubt * dot(coef, spread[a]!);
  });
  const surprise = Float64Array.from(used, ({ coef, value }) => value - dot(coef, prior));
  const [pull, ...narrow] = solveDense(gain, k, [
    surprise,
    ...prior.map((_, j) => Float64Array.from(spread, (column) => column[j]!)),
  ]);
  return {
    expectedReturns: prior.map(
      (value, i) => value + spread.reduce((sum, c, a) => sum + c[i]! * pull![a]!, 0),
    ),
    covariance: covariance.map((row, i) =>
      row.map(
        (value, j) =>
          (1 + tau) * value - spread.reduce((sum, c, a) => sum + c[i]! * narrow[j]![a]!, 0),
      ),
    ),
  };
}

/** The unconstrained choice for an outlook: (δΣ)⁻¹·E[r], scaled to add up to 1; may hold negative weights. */
export function outlookWeights(
  expectedReturns: readonly number[],
  covariance: readonly (readonly number[])[],
): number[] {
  const n = expectedReturns.length;
  const [raw] = solveDense(flatten(covariance), n, [Float64Array.from(expectedReturns)]);
  const total = raw!.reduce((sum, w) => sum + w, 0);
  if (Math.abs(total) < 1e-12) refuse("These views lead to weights that add up to zero.");
  return Array.from(raw!, (w) => w / total);
}
