import { highestReturn, solveAndProve, type Proven } from "#lib/finance/optimize/optimize.ts";
import { optimize } from "#lib/finance/optimize/optimize.ts";
import { prepare } from "#lib/finance/optimize/prepare.ts";
import type { OptimizeProblem } from "#lib/finance/optimize/problem.ts";
import { shapeOf } from "#lib/finance/optimize/programs.ts";
import { solveWithInteriorPoint } from "#lib/finance/solver/interior-point.ts";
import { dot, gradient } from "#lib/finance/solver/program.ts";
import { loadScs, solveWithScs } from "#lib/finance/solver/scs.ts";

export type Agreement = {
  problems: number;
  answered: number;
  infeasible: number;
  unanswered: number[];
  /** Answered by one solver alone. */
  onlyScs: number;
  onlyInteriorPoint: number;
  largestObjectiveGap: number;
  largestViolation: number;
  largestDualityGap: number;
};

/** Solves each problem with both solvers and by `optimize`, and reports how far they differ. */
export async function compareSolvers(problems: Iterable<OptimizeProblem>): Promise<Agreement> {
  const scs = await loadScs();
  const out: Agreement = {
    problems: 0,
    answered: 0,
    infeasible: 0,
    unanswered: [],
    onlyScs: 0,
    onlyInteriorPoint: 0,
    largestObjectiveGap: 0,
    largestViolation: 0,
    largestDualityGap: 0,
  };
  for (const problem of problems) {
    const index = out.problems++;
    // eslint-disable-next-line no-await-in-loop -- one after the other
    const result = await optimize(problem);
    if (!result.ok) {
      if (result.failure.code === "infeasible") out.infeasible++;
      else out.unanswered.push(index);
      continue;
    }
    out.answered++;
    const { boundViolation, rowViolation, dualityGap } = result.certificate;
    out.largestViolation = Math.max(out.largestViolation, boundViolation, rowViolation);
    out.largestDualityGap = Math.max(out.largestDualityGap, dualityGap);
    const prepared = prepare(problem);
    const shape = shapeOf(prepared);
    // eslint-disable-next-line no-await-in-loop -- one after the other
    if (result.certificate.solver === "highs" && (await highestReturn(prepared, shape))) continue;
    const first = solveAndProve(shape, {
      name: "scs",
      solve: (program) => solveWithScs(scs, program),
    });
    const second = solveAndProve(shape, { name: "interior-point", solve: solveWithInteriorPoint });
    if (first && second)
      out.largestObjectiveGap = Math.max(
        out.largestObjectiveGap,
        Math.abs(score(problem, first) - score(problem, second)),
      );
    else if (first) out.onlyScs++;
    else if (second) out.onlyInteriorPoint++;
  }
  return out;
}

/** The objective of an answer: return, volatility, Sharpe ratio or utility. */
function score(problem: OptimizeProblem, { x }: Proven): number {
  const prepared = prepare(problem);
  const weights = x.subarray(0, prepared.n);
  const mean = dot(prepared.mu, weights);
  const volatility = Math.sqrt(Math.max(0, dot(gradient(prepared.sigma, weights), weights)));
  switch (problem.objective.kind) {
    case "max_return":
    case "max_return_at_volatility":
      return mean;
    case "min_volatility":
    case "target_return":
      return volatility;
    case "max_sharpe":
      return (mean - prepared.riskFree) / volatility;
    case "max_utility":
      return mean - 0.5 * problem.objective.riskAversion * volatility ** 2;
  }
}
