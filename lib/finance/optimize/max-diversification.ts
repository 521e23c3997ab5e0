import { optimize } from "./optimize.ts";
import type { OptimizeProblem, OptimizeResult } from "./problem.ts";

/**
 * Most diversified portfolio (Choueifaty & Coignard 2008): maximise Σwᵢσᵢ/√(wᵀΣw), which is the best Sharpe
 * ratio when every expected return is the asset's own volatility σᵢ and the risk-free rate is 0. `sharpe` of the
 * result is the diversification ratio; `expectedReturn` the weighted volatility. Failures as in `optimize`.
 */
export async function mostDiversified(
  problem: Omit<OptimizeProblem, "objective" | "expectedReturns" | "riskFreeRate">,
): Promise<OptimizeResult> {
  return await optimize({
    ...problem,
    expectedReturns: problem.covariance.map((row, i) => Math.sqrt(Math.max(0, row[i] ?? 0))),
    riskFreeRate: 0,
    objective: { kind: "max_sharpe" },
  });
}
