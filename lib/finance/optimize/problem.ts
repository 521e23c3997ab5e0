/**
 * What to look for. Volatilities and returns are decimals per the same period as `expectedReturns` and `covariance`.
 */
export type Objective =
  /** maximise μᵀw subject to √(wᵀΣw) ≤ targetVolatility */
  | { kind: "max_return_at_volatility"; targetVolatility: number }
  /** minimise wᵀΣw */
  | { kind: "min_volatility" }
  /** maximise (μᵀw − riskFreeRate) / √(wᵀΣw) */
  | { kind: "max_sharpe" }
  /** minimise wᵀΣw subject to μᵀw ≥ targetReturn */
  | { kind: "target_return"; targetReturn: number }
  /** maximise μᵀw − ½·riskAversion·wᵀΣw */
  | { kind: "max_utility"; riskAversion: number }
  /** maximise μᵀw */
  | { kind: "max_return" };

/** A linear limit: min ≤ Σ coef[assetId]·weight ≤ max. */
export type LimitRow = {
  id: string;
  meaning: string;
  coef: Readonly<Record<string, number>>;
  min?: number;
  max?: number;
};

export type OptimizeProblem = {
  assets: readonly { id: string; label: string }[];
  expectedReturns: readonly number[];
  covariance: readonly (readonly number[])[];
  objective: Objective;
  /** Per asset, as decimals of the portfolio; ±Infinity for none. */
  bounds: readonly { min: number; max: number }[];
  rows?: readonly LimitRow[];
  /**
   * Where limits come from that the person did not set, by the id of the limit (see `LimitInWords`): "a usual limit",
   * said in every sentence about it.
   */
  origins?: Readonly<Record<string, string>>;
  riskFreeRate?: number;
  /** What the weights add up to; 1 when absent. */
  budget?: number;
  /**
   * γ ≥ 0: adds γ·wᵀw to what is minimised (to the variance under the root for max_sharpe), which spreads the
   * weights.
   */
  l2?: number;
  /** What is held now, as weights; needed by `turnover` and `tradingCost`. */
  current?: readonly number[];
  /** Σ|w − current| may not exceed this. */
  maxTurnover?: number;
  /** Cost per unit traded, in return: adds tradingCost·Σ|w − current| to what is minimised. */
  tradingCost?: number;
};

/**
 * One limit in words, with the id of its row, `max:<assetId>`, `min:<assetId>`, `budget`, `volatility`, `return` or
 * `turnover`.
 */
export type LimitInWords = { id: string; sentence: string };

/** A limit the answer presses on; `price` is what one unit of loosening adds to the objective (first order, ≥ 0). */
export type ActiveLimit = LimitInWords & { price: number };

/** Why an answer may be trusted, recomputed from the weights alone. */
export type Certificate = {
  status: "optimal";
  solver: "scs" | "interior-point" | "highs";
  iterations: number;
  /** Largest break of a bound, and of a row or target: at most 1e-7. */
  boundViolation: number;
  rowViolation: number;
  /**
   * No portfolio within the limits beats this one by more (volatility, return, utility or Sharpe, by objective): ≤
   * 1e-6.
   */
  dualityGap: number;
  activeLimits: ActiveLimit[];
};

/** What loosening one limit would buy: from where to where, in words. */
export type Suggestion = { limitId: string; sentence: string; from: number; to: number };

export type OptimizeFailure =
  | { code: "invalid_input"; message: string }
  | {
      code: "infeasible";
      message: string;
      conflicting: LimitInWords[];
      suggestions: Suggestion[];
    }
  | { code: "unsolved"; message: string };

export type OptimizeResult =
  | {
      ok: true;
      weights: number[];
      expectedReturn: number;
      volatility: number;
      sharpe: number;
      certificate: Certificate;
    }
  | { ok: false; failure: OptimizeFailure };
