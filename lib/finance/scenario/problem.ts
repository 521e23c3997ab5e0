import type { ScenarioCounts } from "./cardinality.ts";
import type { RiskMeasure, RiskOptions } from "./risk-measures.ts";

/** Optimisation over scenarios: T×n per-period returns, a risk measure, and what to look for. */
export type ScenarioProblem = {
  returns: readonly (readonly number[])[];
  /** Expected return per asset, in any one unit; the scenario mean when absent. */
  expectedReturns?: readonly number[];
  risk: RiskMeasure;
  riskOptions?: RiskOptions;
  bounds: readonly { min: number; max: number }[];
  budget?: number;
  rows?: readonly { coef: readonly number[]; min?: number; max?: number }[];
  /** Few holdings: with a linear measure and `min_risk` or `max_return` only, as a mixed-integer program. */
  holdings?: ScenarioCounts;
  objective:
    | { kind: "min_risk"; targetReturn?: number }
    | { kind: "max_return"; maxRisk: number }
    | { kind: "max_ratio"; riskFreeRate: number }
    | { kind: "risk_parity"; budgets?: readonly number[] };
};

export type ScenarioAnswer = {
  weights: number[];
  expectedReturn: number;
  risk: number;
  certificate: {
    solver: "highs" | "interior-point" | "scs";
    boundViolation: number;
    rowViolation: number;
    dualityGap: number;
  };
};
