import { type Vector, text } from "./vector.ts";

/**
 * Where in a published project the reason lies that its weights are not the optimum: read at the commit the vectors
 * name.
 */
const places: readonly { repo: string; problem: RegExp; place: string }[] = [
  {
    repo: "dcajasn/Riskfolio-Lib",
    problem: /gini/i,
    place:
      "riskfolio/src/Portfolio.py, “Gini Mean Difference Model Variables”: it does not minimise the Gini mean difference but an approximation by five p-norms (p_1…p_5 = 2, 3, 4, 10, 50) in power cones",
  },
  {
    repo: "dcajasn/Riskfolio-Lib",
    problem: /./,
    place:
      "riskfolio/src/Portfolio.py, “Solver params”: all are commented out, so CLARABEL stops at a gap of 1e-8, and near a flat optimum weights still move by 1e-5",
  },
  {
    repo: "skfolio/skfolio",
    problem: /cardinality/i,
    place:
      "tests/test_optimization/test_convex/test_mean_risk.py, test_group_cardinalities_constraint: SCIP at its own tolerance, compared to two decimals (within 0.015)",
  },
];

/** The place in the source of a vector that explains a difference, if it is known. */
export function placeInSource({ source, problem }: Vector): string | undefined {
  const words = `${text(problem.risk)} ${text(problem.method)} ${Object.keys(problem).join(" ")}`;
  return places.find((known) => known.repo === source?.repo && known.problem.test(words))?.place;
}
