import { refuse } from "#lib/finance/errors.ts";
import { requireFinite, requirePeriods } from "#lib/finance/finite.ts";
import {
  flatten,
  isPositiveSemidefinite,
  requireSymmetric,
  solveDense,
} from "#lib/finance/linear/linear-algebra.ts";
import { dot, gradient } from "#lib/finance/solver/program.ts";

import { requireAgreement } from "./contradicting-views.ts";

/**
 * A view: Σ coef[i]·rᵢ is expected to be `value` (absolute with one 1, relative with 1 and −1). `label` names it
 * in sentences.
 */
export type View = {
  coef: readonly number[];
  value: number;
  confidence?: number;
  label?: string;
};

export type BlackLitterman = { expectedReturns: number[]; covariance: number[][] };

/** δ = (market mean − rf) / market variance, both per year, from the market's returns per period (n − 1). */
export function marketRiskAversion(
  marketReturns: readonly number[],
  options: { riskFreeRate: number; periodsPerYear?: number },
): number {
  const { riskFreeRate, periodsPerYear = 252 } = options;
  requirePeriods(periodsPerYear);
  requireFinite([riskFreeRate], "The risk-free rate must be a number.");
  requireFinite(marketReturns, "Every return of the market must be a number.");
  const mean = marketReturns.reduce((sum, r) => sum + r, 0) / marketReturns.length;
  const variance =
    marketReturns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (marketReturns.length - 1);
  if (!(variance > 0)) refuse("The market needs returns that vary.");
  const aversion = (mean * periodsPerYear - riskFreeRate) / (variance * periodsPerYear);
  requireFinite([aversion], "The market needs returns that vary.");
  return aversion;
}

/** So little that a view counts as not held: its doubt would be endless. */
const NO_CONFIDENCE = 1e-12;

/** The returns at which `weights` are the market's own choice: rf + δ·Σw (reverse optimisation). */
export function impliedReturns(
  covariance: readonly (readonly number[])[],
  weights: readonly number[],
  options: { riskAversion: number; riskFreeRate: number },
): number[] {
  requireSymmetric(covariance, weights.length, "covariance matrix");
  requireFinite(weights, "Every weight of the market must be a number.");
  requireFinite(
    [options.riskAversion, options.riskFreeRate],
    "The risk aversion and the risk-free rate must be numbers.",
  );
  return covariance.map((row) => options.riskFreeRate + options.riskAversion * dot(row, weights));
}

/**
 * Posterior of Black & Litterman (1992): with prior π, views P·r = Q + ε, ε ~ N(0, Ω), A = τ·PΣPᵀ + Ω,
 *   E[r] = π + τ·ΣPᵀA⁻¹(Q − Pπ),   Cov = Σ + τΣ − τ²·ΣPᵀA⁻¹PΣ.
 * Ω is diagonal: τ·diag(PΣPᵀ) (He & Litterman) without confidences; with a confidence c in [0, 1] per view,
 * Idzorek's (2005) Ωₖ = τ·(1−c)/c·PₖΣPₖᵀ, so that 0 leaves the prior and 1 takes the view. Throws
 * `invalid_input` for wrong sizes, figures that are not numbers, confidences outside [0, 1], and sure views that
 * contradict each other, by name.
 */
export function blackLitterman(
  prior: readonly number[],
  covariance: readonly (readonly number[])[],
  views: readonly View[],
  options: { tau?: number } = {},
): BlackLitterman {
  const { tau = 0.05 } = options;
  const n = prior.length;
  requireFinite(prior, "Every expected return of the prior must be a number.");
  requireSymmetric(covariance, n, "covariance matrix");
  if (!(tau > 0 && tau < Infinity)) refuse("Tau must be above zero.");
  const sigma = flatten(covariance);
  if (!isPositiveSemidefinite(sigma, n, 1e-8))
    refuse("The covariance matrix is not positive semidefinite. Repair it first.");
  const used = views.filter(({ confidence = 1 }) => !(confidence < NO_CONFIDENCE));
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
  const name = (view: View) => view.label ?? `view ${views.indexOf(view) + 1}`;
  const surprise = Float64Array.from(used, ({ coef, value }) => value - dot(coef, prior));
  requireAgreement(gain, surprise, used.map(name));
  const [pull, ...narrow] = solveDense(gain, k, [
    surprise,
    ...prior.map((_, j) => Float64Array.from(spread, (column) => column[j]!)),
  ]);
  const posterior = {
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
  const figures = [posterior.expectedReturns, ...posterior.covariance].flat();
  requireFinite(figures, "These views and figures are too large to calculate with.");
  return posterior;
}

/** The unconstrained choice for an outlook: (δΣ)⁻¹·E[r], scaled to add up to 1; may hold negative weights. */
export function outlookWeights(
  expectedReturns: readonly number[],
  covariance: readonly (readonly number[])[],
): number[] {
  const n = expectedReturns.length;
  requireFinite(expectedReturns, "Every expected return must be a number.");
  requireSymmetric(covariance, n, "covariance matrix");
  const [raw] = solveDense(flatten(covariance), n, [Float64Array.from(expectedReturns)]);
  const size = Math.max(1e-300, ...expectedReturns.map(Math.abs));
  const solved = gradient(flatten(covariance), raw!).every(
    (value, i) => Math.abs(value - expectedReturns[i]!) <= 1e-6 * size,
  );
  if (!solved)
    refuse(
      "Some of these assets move exactly together, so the outlook does not settle their weights.",
    );
  const total = raw!.reduce((sum, w) => sum + w, 0);
  if (Math.abs(total) < 1e-12) refuse("These views lead to weights that add up to zero.");
  return Array.from(raw!, (w) => w / total);
}
