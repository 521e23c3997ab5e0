import { refuse } from "#lib/finance/errors.ts";
import { requireFinite } from "#lib/finance/finite.ts";

/**
 * How risk is measured from a series of returns. Drawdowns are uncompounded: falls of the running sum from its high.
 */
export const riskMeasures = [
  "standard_deviation",
  "variance",
  "mean_absolute_deviation",
  "gini_mean_difference",
  "semi_deviation",
  "first_lower_partial_moment",
  "second_lower_partial_moment",
  "value_at_risk",
  "cvar",
  "entropic_var",
  "tail_gini",
  "worst_realisation",
  "range",
  "cvar_range",
  "max_drawdown",
  "average_drawdown",
  "cdar",
  "drawdown_at_risk",
  "entropic_drawdown",
  "ulcer_index",
] as const;
export type RiskMeasure = (typeof riskMeasures)[number];

/**
 * `alpha` is the share of worst outcomes a tail measure looks at; `target` the return below which partial moments
 * count.
 */
export type RiskOptions = { alpha?: number; target?: number };

/**
 * The risk of a series of per-period returns x₁…x_T, a loss being positive. mean absolute deviation E|x − x̄|;
 * semi-deviation √(Σmin(x−x̄,0)²/(T−1)); partial moments of max(target − x, 0), first E, second
 * √(Σ²/(T−1)); CVaR by Rockafellar & Uryasev (2000); entropic min over z > 0 of z·ln(E e^(−x/z)/α); ulcer
 * √(ΣDD²/T). Throws `invalid_input` for fewer than two returns.
 */
export function measureRisk(
  measure: RiskMeasure,
  x: ArrayLike<number>,
  options: RiskOptions = {},
): number {
  const { alpha = 0.05, target = 0 } = options;
  if (x.length < 2) refuse("At least two returns are needed to measure risk.");
  if (!(alpha > 0 && alpha < 1)) refuse("The tail share must lie between 0 and 1.");
  requireFinite(x, "Every return must be a number.");
  requireFinite([target], "The target of a partial moment must be a number.");
  const values = Float64Array.from(x);
  const t = values.length;
  const mean = values.reduce((sum, r) => sum + r, 0) / t;
  return formulas[measure]({ x: values, losses: values.map((r) => -r), t, mean, alpha, target });
}

type Series = {
  x: Float64Array;
  losses: Float64Array;
  t: number;
  mean: number;
  alpha: number;
  target: number;
};

const formulas: Record<RiskMeasure, (series: Series) => number> = {
  standard_deviation: (series) => Math.sqrt(formulas.variance(series)),
  variance: ({ x, mean, t }) => sumOf(x, (r) => (r - mean) ** 2) / (t - 1),
  mean_absolute_deviation: ({ x, mean, t }) => sumOf(x, (r) => Math.abs(r - mean)) / t,
  gini_mean_difference: ({ x, alpha }) => orderedMean("gini_mean_difference", x, alpha),
  semi_deviation: ({ x, mean, t }) =>
    Math.sqrt(sumOf(x, (r) => Math.min(r - mean, 0) ** 2) / (t - 1)),
  first_lower_partial_moment: ({ x, target, t }) => sumOf(x, (r) => Math.max(target - r, 0)) / t,
  second_lower_partial_moment: ({ x, target, t }) =>
    Math.sqrt(sumOf(x, (r) => Math.max(target - r, 0) ** 2) / (t - 1)),
  value_at_risk: ({ losses, alpha }) => tailEdge(losses, alpha),
  cvar: ({ losses, alpha }) => tailMean(losses, alpha),
  entropic_var: ({ losses, alpha }) => entropic(losses, alpha),
  tail_gini: ({ x, alpha }) => orderedMean("tail_gini", x, alpha),
  worst_realisation: ({ losses }) => Math.max(...losses),
  range: ({ x, losses }) => Math.max(...x) + Math.max(...losses),
  cvar_range: ({ x, losses, alpha }) => tailMean(losses, alpha) + tailMean(x, alpha),
  max_drawdown: ({ losses }) => Math.max(...drawdowns(losses)),
  average_drawdown: ({ losses, t }) => sumOf(drawdowns(losses), (fall) => fall) / t,
  cdar: ({ losses, alpha }) => tailMean(drawdowns(losses), alpha),
  drawdown_at_risk: ({ losses, alpha }) => tailEdge(drawdowns(losses), alpha),
  entropic_drawdown: ({ losses, alpha }) => entropic(drawdowns(losses), alpha),
  ulcer_index: ({ losses, t }) => Math.sqrt(sumOf(drawdowns(losses), (fall) => fall * fall) / t),
};

/** Falls of the running sum of returns (the negated losses) from its high, the start at 0 counting as a high. */
function drawdowns(losses: ArrayLike<number>): Float64Array {
  let fall = 0;
  return Float64Array.from(losses, (loss) => (fall = Math.max(0, fall + loss)));
}

/** The loss that a share α of outcomes reaches (the ⌈αT⌉-th largest). */
function tailEdge(losses: Float64Array, alpha: number): number {
  const sorted = losses.toSorted();
  return sorted[sorted.length - Math.ceil(alpha * sorted.length - 1e-12)]!;
}

/** Mean of the worst share α, the edge counted in part: edge + Σ max(loss − edge, 0)/(αT). */
function tailMean(losses: Float64Array, alpha: number): number {
  const edge = tailEdge(losses, alpha);
  return edge + sumOf(losses, (loss) => Math.max(loss - edge, 0)) / (alpha * losses.length);
}

/** min over z > 0 of z·ln(mean e^(loss/z)/α), convex in z, by golden section on ln z. */
function entropic(losses: Float64Array, alpha: number): number {
  const top = Math.max(...losses);
  const spread = Math.max(1e-12, top - Math.min(...losses));
  const at = (logZ: number) => {
    const z = Math.exp(logZ);
    const mean = sumOf(losses, (loss) => Math.exp((loss - top) / z)) / losses.length;
    return top + z * Math.log(mean / alpha);
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(spread * 1e-4);
  let high = Math.log(spread * 1e4);
  for (let k = 0; k < 100; k++) {
    const a = high - ratio * (high - low);
    const b = low + ratio * (high - low);
    if (at(a) < at(b)) high = b;
    else low = a;
  }
  return Math.min(at((low + high) / 2), top);
}

/** Σ weightₖ·x₍ₖ₎ over the returns sorted upwards. */
function orderedMean(
  measure: "gini_mean_difference" | "tail_gini",
  x: Float64Array,
  alpha: number,
): number {
  const weights = orderedWeights(measure, x.length, alpha);
  const sorted = x.toSorted();
  return sumOf(sorted, (value, k) => value * weights[k]!);
}

/**
 * Weights of an ordered weighted average of returns sorted upwards. Gini mean difference: 2(2k − 1 − T)/(T(T −
 * 1)), k from 1. Tail Gini: CVaR averaged over tails a up to α, weighted by a (trapezoids at 100 tails from 0.0001, as
 * Riskfolio-Lib does).
 */
export function orderedWeights(
  measure: "gini_mean_difference" | "tail_gini",
  t: number,
  alpha: number,
): Float64Array {
  if (!(Number.isInteger(t) && t >= 2 && t <= 1_000_000 && alpha > 0 && alpha < 1))
    refuse("An ordered average needs two returns or more, and a tail between 0 and 1.");
  if (measure === "tail_gini" && alpha <= 1e-4) refuse("A tail Gini needs a tail above 0.0001.");
  if (measure === "gini_mean_difference")
    return Float64Array.from({ length: t }, (_, k) => (2 * (2 * (k + 1) - 1 - t)) / (t * (t - 1)));
  const count = 100;
  const tails = Array.from({ length: count }, (_, k) => 1e-4 + ((alpha - 1e-4) * k) / (count - 1));
  const out = new Float64Array(t);
  tails.forEach((tail, k) => {
    const before = k === 0 ? 0 : tails[k - 1]!;
    const weight =
      k === count - 1 ? (tail - before) / alpha : ((tails[k + 1]! - before) * tail) / alpha ** 2;
    const whole = Math.ceil(t * tail) - 1;
    for (let i = 0; i < whole; i++) out[i]! -= weight / (t * tail);
    out[whole]! -= weight * (1 - whole / (t * tail));
  });
  return out;
}

function sumOf(values: Float64Array, f: (value: number, k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += f(values[k]!, k);
  return sum;
}
