import { expect, test } from "vitest";

import { frontier } from "#lib/finance/optimize/frontier.ts";
import { optimize } from "#lib/finance/optimize/optimize.ts";
import { portfolioProblem } from "#lib/portfolio/portfolio-problem.ts";

import { examplePlan } from "./example-plan.ts";

test("the example on the landing page is what the solver gives", async () => {
  const problem = portfolioProblem({ objective: "max_return" }, examplePlan.proposed.risk);
  const solved = await optimize(problem);
  const curve = await frontier(problem);
  if (!solved.ok || !curve.ok) throw new Error("The example cannot be solved.");
  expect(solved.expectedReturn).toBeCloseTo(examplePlan.proposed.return, 4);
  expect(curve.points[0]!.volatility).toBeCloseTo(examplePlan.lowestRisk.risk, 4);
  for (const { risk, return: expected } of examplePlan.frontier) {
    const near = curve.points.find((point) => Math.abs(point.volatility - risk) < 6e-5);
    expect(near?.expectedReturn).toBeCloseTo(expected, 4);
  }
});
