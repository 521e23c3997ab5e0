import { refuse } from "#lib/finance/errors.ts";
import { checkLeast, checkMost } from "#lib/finance/optimize/count-limits.ts";

import type { ScenarioProblem } from "./problem.ts";

/**
 * Refuses a scenario problem with figures that are missing, not numbers or crossed, and limits on assets that are not
 * there.
 */
export function checkScenarioProblem(problem: ScenarioProblem): void {
  const { returns, bounds, expectedReturns, budget = 1, rows = [], riskOptions = {} } = problem;
  const n = bounds.length;
  if (n === 0) refuse("Choose at least one asset.");
  if (returns.some((row) => row.length !== n || !row.every(Number.isFinite)))
    refuse(`Every scenario needs a return for each of the ${n} assets.`);
  if (returns.length < 2) refuse("At least two scenarios are needed.");
  if (expectedReturns && !isList(expectedReturns, n))
    refuse(`An expected return is needed for each of the ${n} assets.`);
  if (!Number.isFinite(budget)) refuse("The budget must be a number.");
  if (riskOptions.target !== undefined && !Number.isFinite(riskOptions.target))
    refuse("The target of a partial moment must be a number.");
  const { alpha = 0.05 } = riskOptions;
  if (!(alpha > 0 && alpha < 1)) refuse("The tail share must lie between 0 and 1.");
  bounds.forEach((bound, i) => checkSides(bound, `limits of asset ${i + 1}`));
  rows.forEach(({ coef, min = -Infinity, max = Infinity }, j) => {
    if (!isList(coef, n)) refuse(`Limit ${j + 1} needs a number for each of the ${n} assets.`);
    checkSides({ min, max }, `sides of limit ${j + 1}`);
  });
  checkObjective(problem.objective, n);
  checkHoldings(problem.holdings, n);
}

function isList(values: readonly number[], n: number): boolean {
  return values.length === n && values.every(Number.isFinite);
}

function checkSides({ min, max }: { min: number; max: number }, name: string): void {
  if (Number.isNaN(min) || Number.isNaN(max) || min === Infinity || max === -Infinity)
    refuse(`The ${name} are not numbers.`);
  if (min > max) refuse(`The ${name} are crossed: the minimum is above the maximum.`);
}

function checkObjective(objective: ScenarioProblem["objective"], n: number): void {
  switch (objective.kind) {
    case "min_risk":
      if (objective.targetReturn !== undefined && !Number.isFinite(objective.targetReturn))
        refuse("The target return must be a number.");
      return;
    case "max_return":
      if (!Number.isFinite(objective.maxRisk)) refuse("The most risk must be a number.");
      return;
    case "max_ratio":
      if (!Number.isFinite(objective.riskFreeRate)) refuse("The risk-free rate must be a number.");
      return;
    case "risk_parity":
      if (objective.budgets && !(isList(objective.budgets, n) && objective.budgets.every(isAbove)))
        refuse("Every asset needs a risk budget above zero.");
  }
}

function isAbove(value: number): boolean {
  return value > 0;
}

function checkHoldings(holdings: ScenarioProblem["holdings"], n: number): void {
  for (const { members, max } of holdings?.counts ?? []) {
    checkMost("holdings", max);
    const unknown = members.find((i) => !(Number.isInteger(i) && i >= 0 && i < n));
    if (unknown !== undefined) refuse(`A limit on holdings names an unknown asset, ${unknown}.`);
  }
  checkLeast(holdings?.minPosition ?? 0);
}
