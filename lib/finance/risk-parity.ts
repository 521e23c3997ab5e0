import { refuse } from "./errors.ts";
import { flatten, requireSymmetric } from "./linear-algebra.ts";
import { gradient } from "./solver/program.ts";

/**
 * Weights whose contributions to variance are in proportion to `budgets` (equal when absent), long only, adding up to 1: the
 * minimum of ½·xᵀΣx − Σ bᵢ·ln xᵢ by cyclical coordinate descent (Griveau-Billion, Richard & Roncalli 2013),
 *   xᵢ = (−cᵢ + √(cᵢ² + 4·Σᵢᵢ·bᵢ)) / (2·Σᵢᵢ),  cᵢ = Σ over j ≠ i of Σᵢⱼxⱼ,
 * to a relative error of 1e-8 in every contribution. Throws `invalid_input` for an asset without variance or budgets not above zero,
 * `unsolved` never: the function is strictly convex.
 */
export function riskParity(
  covariance: readonly (readonly number[])[],
  budgets: readonly number[] = covariance.map(() => 1 / covariance.length),
): number[] {
  const n = covariance.length;
  requireSymmetric(covariance, n, "covariance matrix");
  if (budgets.length !== n || !budgets.every((b) => b > 0))
    refuse("Every asset needs a risk budget above zero.");
  const sigma = flatten(covariance);
  for (let i = 0; i < n; i++)
    if (!(sigma[i * n + i]! > 0)) refuse("Every asset needs a variance above zero.");
  const total = budgets.reduce((sum, b) => sum + b, 0);
  const b = Float64Array.from(budgets, (value) => value / total);
  const x = Float64Array.from({ length: n }, (_, i) => Math.sqrt(b[i]! / sigma[i * n + i]!));
  scaleToUnitRisk(sigma, x);
  let pull = gradient(sigma, x);
  for (let sweep = 0; sweep < 500; sweep++) {
    for (let i = 0; i < n; i++) {
      const own = sigma[i * n + i]!;
      const rest = pull[i]! - own * x[i]!;
      const next = (-rest + Math.sqrt(rest * rest + 4 * own * b[i]!)) / (2 * own);
      const change = next - x[i]!;
      if (change === 0) continue;
      x[i] = next;
      const row = sigma.subarray(i * n, i * n + n);
      for (let j = 0; j < row.length; j++) pull[j]! += change * row[j]!;
    }
    if (sweep % 32 === 31) pull = gradient(sigma, x);
    let worst = 0;
    for (let i = 0; i < n; i++) worst = Math.max(worst, Math.abs((x[i]! * pull[i]!) / b[i]! - 1));
    if (worst < 1e-8) break;
  }
  const sum = x.reduce((all, value) => all + value, 0);
  return Array.from(x, (value) => value / sum);
}

/** At the optimum xᵀΣx = Σb = 1, so the start is put there. */
function scaleToUnitRisk(sigma: Float64Array, x: Float64Array): void {
  const pull = gradient(sigma, x);
  let variance = 0;
  for (let i = 0; i < x.length; i++) variance += x[i]! * pull[i]!;
  for (let i = 0; i < x.length; i++) x[i]! /= Math.sqrt(variance);
}
