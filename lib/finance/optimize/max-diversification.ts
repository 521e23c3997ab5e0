import { optimize } from "./optimize.ts";
import type { OptimizeFailure, OptimizeProblem, OptimizeResult } from "./problem.ts";

/**
 * Most diversified portfolio (Choueifaty & Coignard 2008): maximise Σwᵢσᵢ/√(wᵀΣw), which is the best Sharpe
 * ratio when every expected return is the asset's own volatility σᵢ and the risk-free rate is 0. `sharpe` of the
 * result is the diversification ratio; `expectedReturn` the weighted volatility. Failures as in `optimize`, in words of
 * its own where the ratio does not exist: nothing that may be held has risk, or a mix has none at all, so that the
 * ratio has no highest value.
 */
export async function mostDiversified(
  problem: Omit<OptimizeProblem, "objective" | "expectedReturns" | "riskFreeRate">,
): Promise<OptimizeResult> {
  const found = await optimize({
    ...problem,
    // What is not a variance is refused with the covariance, which is checked after the returns.
    expectedReturns: problem.covariance.map((row, i) => volatilityOf(row[i])),
    riskFreeRate: 0,
    objective: { kind: "max_sharpe" },
  });
  if (found.ok || found.failure.code !== "infeasible") return found;
  return { ok: false, failure: inWordsOfRisk(found.failure) };
}

function volatilityOf(variance: number | undefined): number {
  return variance !== undefined && variance > 0 && variance < Infinity ? Math.sqrt(variance) : 0;
}

function inWordsOfRisk(
  failure: Extract<OptimizeFailure, { code: "infeasible" }>,
): Extract<OptimizeFailure, { code: "infeasible" }> {
  if (!failure.conflicting.some(({ id }) => id === "riskFreeRate")) return failure;
  // What is suggested is the weighted volatility of the portfolio that stands in the way.
  const message = failure.suggestions.some(({ to }) => to > 0)
    ? "There is no most diversified portfolio: some mix within these limits has no risk at all. Look for the lowest volatility instead."
    : "There is no most diversified portfolio: nothing that may be held within these limits has any risk to spread.";
  return { code: "infeasible", message, conflicting: [], suggestions: [] };
}
