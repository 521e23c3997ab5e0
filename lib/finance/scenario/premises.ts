import { FinanceError, refuse } from "#lib/finance/errors.ts";
import { loadHighs, solveLinear } from "#lib/finance/solver/highs.ts";

import type { ScenarioAnswer, ScenarioProblem } from "./problem.ts";

type Certificate = ScenarioAnswer["certificate"];

/** What a limit may be broken by, as everywhere: see `optimize`. */
const rounding = 1e-7;

/** Below this share of a typical return a risk is zero, as far as the proof of its square can tell. */
const noRisk = 1e-6;

function hasRisk({ risk: measure }: ScenarioProblem, risk: number, unit: number): boolean {
  const size = measure === "variance" ? Math.sqrt(Math.max(0, risk)) : risk;
  return size > noRisk * unit;
}

/**
 * The premise of a best return for risk: some portfolio within the limits earns more than the risk-free rate (Charnes &
 * Cooper scale its excess to 1, which nothing at or below it can be). Refuses in words where none does, or where
 * nothing meets the limits.
 */
export async function requireExcess(
  problem: ScenarioProblem,
  mu: readonly number[],
): Promise<void> {
  const { objective, bounds, rows = [], budget = 1 } = problem;
  if (objective.kind !== "max_ratio") return;
  const all = bounds.map((_, i) => i);
  const answer = solveLinear(await loadHighs(), {
    cost: Float64Array.from(mu, (value) => -value),
    lower: Float64Array.from(bounds, ({ min }) => min),
    upper: Float64Array.from(bounds, ({ max }) => max),
    rows: [
      { index: all, value: all.map(() => 1), min: budget, max: budget },
      ...rows.map(({ coef, min = -Infinity, max = Infinity }) => {
        return { index: all, value: [...coef], min, max };
      }),
    ],
  });
  if (answer.status === "infeasible") refuse("No portfolio meets these limits.");
  if (answer.status !== "optimal") return;
  const most = -answer.objective;
  if (most <= objective.riskFreeRate)
    refuse(
      `No portfolio within these limits is expected to earn more than the risk-free rate of ${figure(objective.riskFreeRate)}: the most is ${figure(most)}.`,
    );
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/**
 * Whether a ratio or parity has no answer because some portfolio is without risk: the least risk (of those that earn
 * more than the risk-free rate, for a ratio) is nothing or below. Asked only after the solvers found none.
 */
export async function isWithoutRisk(
  problem: ScenarioProblem,
  leastRisk: (problem: ScenarioProblem) => Promise<{ risk: number }>,
  unit: number,
): Promise<boolean> {
  const { holdings: _, rows = [], ...rest } = problem;
  const { objective, bounds } = problem;
  const asked: ScenarioProblem =
    objective.kind === "max_ratio"
      ? { ...rest, rows, objective: { kind: "min_risk", targetReturn: objective.riskFreeRate } }
      : {
          ...rest,
          bounds: bounds.map(() => ({ min: 0, max: Infinity })),
          budget: 1,
          objective: { kind: "min_risk" },
        };
  try {
    const { risk } = await leastRisk(asked);
    return !hasRisk(problem, risk, unit);
  } catch (error) {
    if (error instanceof FinanceError) return false;
    throw error;
  }
}

/**
 * The certificate of an answer scaled back from another program (a ratio, parity), its limits tested again on the
 * weights themselves. Throws `invalid_input` where the weights cannot be: no risk at all, or limits that the program
 * did not know of.
 */
export function certifyWeights(
  problem: ScenarioProblem,
  { weights, risk, expectedReturn }: Pick<ScenarioAnswer, "weights" | "risk" | "expectedReturn">,
  certificate: Certificate,
  unit: number,
): Certificate {
  const { bounds, rows = [], objective, budget = 1 } = problem;
  if (objective.kind !== "max_ratio" && objective.kind !== "risk_parity") return certificate;
  if (!weights.every(Number.isFinite) || !hasRisk(problem, risk, unit))
    return refuseNoRisk(objective.kind);
  if (objective.kind === "max_ratio" && !(expectedReturn > objective.riskFreeRate))
    throw new FinanceError(
      "unsolved",
      "No portfolio could be proven to be the best within these limits.",
    );
  let boundViolation = 0;
  bounds.forEach(({ min, max }, i) => {
    boundViolation = Math.max(boundViolation, min - weights[i]!, weights[i]! - max);
  });
  let rowViolation = Math.abs(weights.reduce((sum, w) => sum + w, 0) - budget);
  for (const { coef, min = -Infinity, max = Infinity } of rows) {
    const value = coef.reduce((sum, c, i) => sum + c * weights[i]!, 0);
    rowViolation = Math.max(rowViolation, min - value, value - max);
  }
  if (boundViolation > rounding || rowViolation > rounding) {
    if (objective.kind === "risk_parity")
      refuse(
        "Weights by equal risk follow from the risks alone and break these limits. Leave the limits out, or look for the lowest risk.",
      );
    throw new FinanceError(
      "unsolved",
      "No portfolio could be proven to be the best within these limits.",
    );
  }
  return { ...certificate, boundViolation, rowViolation };
}

/** A ratio to nothing is endless, and shares of nothing are none. */
export function refuseNoRisk(kind: "max_ratio" | "risk_parity"): never {
  return refuse(
    kind === "max_ratio"
      ? "There is no best return for risk: some portfolio within these limits has no risk by this measure. Look for the most return instead."
      : "Risk cannot be shared out: some mix of these assets has no risk by this measure.",
  );
}
