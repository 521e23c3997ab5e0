import { refuse } from "#lib/finance/errors.ts";
import type { Smooth, SparseRow } from "#lib/finance/solver/program.ts";

import { type OrderedRisk, orderedRisk } from "./cuts.ts";
import { orderedWeights, type RiskMeasure, type RiskOptions } from "./risk-measures.ts";

/**
 * A risk measure of Rw over T scenarios as part of a convex program over x = (w, helpers): minimise
 * Σ linearᵢxᵢ + ½Σ diagonalᵢxᵢ² + ½·wᵀQw + smooth(x) under `rows` and `lower`. Degree 1: that is the
 * risk; degree 2: ½·risk²·const.
 */
export type RiskBlock = {
  size: number;
  linear: Float64Array;
  diagonal: Float64Array;
  quadratic: Float64Array | null;
  rows: SparseRow[];
  lower: Float64Array;
  degree: 1 | 2;
  smooth: Smooth | null;
  /** Gini's measures: one helper, whose rows `solveWithCuts` finds. */
  ordered: OrderedRisk | null;
};

/** Lower than any risk of scenarios whose typical return is 1: keeps the first iterations of cutting bounded. */
const farBelow = -1e4;

class Builder {
  readonly n: number;
  readonly t: number;
  readonly rows: SparseRow[] = [];
  readonly linear: number[];
  readonly diagonal: number[];
  readonly lower: number[];
  private readonly returns: readonly (readonly number[])[];

  constructor(returns: readonly (readonly number[])[]) {
    this.returns = returns;
    this.t = returns.length;
    this.n = returns[0]!.length;
    this.linear = Array<number>(this.n).fill(0);
    this.diagonal = Array<number>(this.n).fill(0);
    this.lower = Array<number>(this.n).fill(-Infinity);
  }

  /** One helper variable; its place. */
  add(options: { cost?: number; square?: number; floor?: number }): number {
    this.linear.push(options.cost ?? 0);
    this.diagonal.push(options.square ?? 0);
    this.lower.push(options.floor ?? -Infinity);
    return this.lower.length - 1;
  }

  /** T helpers of the same kind, one per scenario. */
  addEach(options: { cost?: number; square?: number; floor?: number }): number[] {
    return this.returns.map(() => this.add(options));
  }

  /** scale·(rₜᵀw) + Σ helpers ≥ least. */
  atLeast(
    day: number,
    scale: number,
    helpers: [place: number, factor: number][],
    least = 0,
    shift?: readonly number[],
  ): void {
    const index = scale === 0 ? [] : Array.from({ length: this.n }, (_, i) => i);
    const value = index.map((i) => scale * (this.returns[day]![i]! - (shift?.[i] ?? 0)));
    for (const [place, factor] of helpers) {
      index.push(place);
      value.push(factor);
    }
    this.rows.push({ index, value, min: least, max: Infinity });
  }

  /** Drawdown helpers: dₜ ≥ dₜ₋₁ − rₜᵀw, dₜ ≥ 0. */
  drawdowns(options: { cost?: number; square?: number }): number[] {
    const falls = this.addEach({ ...options, floor: 0 });
    falls.forEach((place, day) =>
      this.atLeast(
        day,
        1,
        day === 0
          ? [[place, 1]]
          : [
              [place, 1],
              [falls[day - 1]!, -1],
            ],
      ),
    );
    return falls;
  }

  /** edge + Σ max(loss − edge, 0)/(αT), the loss being −sign·rₜᵀw or the given helpers. */
  tail(alpha: number, sign: 1 | -1, losses?: number[]): void {
    const edge = this.add({ cost: 1 });
    const over = this.addEach({ cost: 1 / (alpha * this.t), floor: 0 });
    over.forEach((place, day) =>
      losses
        ? this.atLeast(day, 0, [
            [place, 1],
            [edge, 1],
            [losses[day]!, -1],
          ])
        : this.atLeast(day, sign, [
            [place, 1],
            [edge, 1],
          ]),
    );
  }

  /** m ≥ every −sign·rₜᵀw. */
  extreme(sign: 1 | -1): void {
    const top = this.add({ cost: 1 });
    for (let day = 0; day < this.t; day++) this.atLeast(day, sign, [[top, 1]]);
  }

  /** Helpers max(target − (rₜ − shift)ᵀw, 0). */
  shortfalls(
    options: { cost?: number; square?: number },
    target: number,
    shift?: readonly number[],
  ): void {
    const each = this.addEach({ ...options, floor: 0 });
    each.forEach((place, day) => this.atLeast(day, 1, [[place, 1]], target, shift));
  }

  /** One helper for Σ weightₖ·x₍ₖ₎, whose rows are found as they are needed. */
  ordered(weights: Float64Array, floor: number): OrderedRisk {
    return orderedRisk(this.returns, weights, this.add({ cost: 1, floor }));
  }

  means(): number[] {
    return Array.from(
      { length: this.n },
      (_, i) => this.returns.reduce((sum, row) => sum + row[i]!, 0) / this.t,
    );
  }

  /** Sample covariance (T − 1), n×n. */
  covariance(): Float64Array {
    const { n, t } = this;
    const out = new Float64Array(n * n);
    const mean = this.means();
    for (const row of this.returns)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++)
          out[i * n + j]! += ((row[i]! - mean[i]!) * (row[j]! - mean[j]!)) / (t - 1);
    return out;
  }

  lossRows(): SparseRow[] {
    return this.returns.map((row) => ({
      index: [...row.keys()],
      value: row.map((r) => -r),
      min: 0,
      max: 0,
    }));
  }
}

/**
 * The program part of a measure over T×n scenario returns (Rockafellar & Uryasev 2000, Chekhlov et al. 2005, Cajas
 * 2021).
 */
export function riskBlock(
  measure: RiskMeasure,
  returns: readonly (readonly number[])[],
  options: RiskOptions = {},
): RiskBlock {
  const { alpha = 0.05, target = 0 } = options;
  if (returns.length < 2) refuse("At least two scenarios are needed.");
  const n = returns[0]!.length;
  if (n === 0 || returns.some((row) => row.length !== n || !row.every(Number.isFinite)))
    refuse("Every scenario needs a return for each asset.");
  if (!(alpha > 0 && alpha < 1)) refuse("The tail share must lie between 0 and 1.");
  if (!Number.isFinite(target)) refuse("The target of a partial moment must be a number.");
  return blocks[measure](new Builder(returns), alpha, target);
}

type Build = (it: Builder, alpha: number, target: number) => RiskBlock;

const covarianceBlock: Build = (it) => ({ ...finished(it, 2), quadratic: it.covariance() });

const notConvex: Build = () =>
  refuse(
    "Portfolios cannot be optimised for value at risk or drawdown at risk, which are not convex.",
  );

/** A measure that only adds helpers and rows. */
function addingHelpers(
  build: (it: Builder, alpha: number, target: number) => void,
  degree: 1 | 2 = 1,
): Build {
  return (it, alpha, target) => {
    build(it, alpha, target);
    return finished(it, degree);
  };
}

const blocks: Record<RiskMeasure, Build> = {
  standard_deviation: covarianceBlock,
  variance: covarianceBlock,
  value_at_risk: notConvex,
  drawdown_at_risk: notConvex,
  mean_absolute_deviation: addingHelpers((it) => it.shortfalls({ cost: 2 / it.t }, 0, it.means())),
  semi_deviation: addingHelpers(
    (it) => it.shortfalls({ square: 1 / (it.t - 1) }, 0, it.means()),
    2,
  ),
  first_lower_partial_moment: addingHelpers((it, _, target) =>
    it.shortfalls({ cost: 1 / it.t }, target),
  ),
  second_lower_partial_moment: addingHelpers(
    (it, _, target) => it.shortfalls({ square: 1 / (it.t - 1) }, target),
    2,
  ),
  cvar: addingHelpers((it, alpha) => it.tail(alpha, 1)),
  cvar_range: addingHelpers((it, alpha) => {
    it.tail(alpha, 1);
    it.tail(alpha, -1);
  }),
  worst_realisation: addingHelpers((it) => it.extreme(1)),
  range: addingHelpers((it) => {
    it.extreme(1);
    it.extreme(-1);
  }),
  gini_mean_difference: (it, alpha) => {
    const ordered = it.ordered(orderedWeights("gini_mean_difference", it.t, alpha), 0);
    return { ...finished(it, 1), ordered };
  },
  tail_gini: (it, alpha) => {
    const ordered = it.ordered(orderedWeights("tail_gini", it.t, alpha), farBelow);
    return { ...finished(it, 1), ordered };
  },
  max_drawdown: addingHelpers((it) => {
    const falls = it.drawdowns({});
    const top = it.add({ cost: 1 });
    falls.forEach((place, day) =>
      it.atLeast(day, 0, [
        [top, 1],
        [place, -1],
      ]),
    );
  }),
  average_drawdown: addingHelpers((it) => it.drawdowns({ cost: 1 / it.t })),
  ulcer_index: addingHelpers((it) => it.drawdowns({ square: 1 / it.t }), 2),
  cdar: addingHelpers((it, alpha) => it.tail(alpha, 1, it.drawdowns({}))),
  entropic_var: (it, alpha) => {
    const z = it.add({ floor: 0 });
    return { ...finished(it, 1), smooth: entropicRisk(it.lossRows(), z, alpha) };
  },
  entropic_drawdown: (it, alpha) => {
    const falls = it.drawdowns({});
    const z = it.add({ floor: 0 });
    const losses = falls.map((place) => ({ index: [place], value: [1], min: 0, max: 0 }));
    return { ...finished(it, 1), smooth: entropicRisk(losses, z, alpha) };
  },
};

function finished(it: Builder, degree: 1 | 2): RiskBlock {
  return {
    size: it.lower.length,
    linear: Float64Array.from(it.linear),
    diagonal: Float64Array.from(it.diagonal),
    quadratic: null,
    rows: it.rows,
    lower: Float64Array.from(it.lower),
    degree,
    smooth: null,
    ordered: null,
  };
}

/**
 * z·ln(Σₜ e^(lossₜ/z)/(αT)): slope Σpₜ·∇lossₜ in x and ln(Σ…/(αT)) − Σpₜlossₜ/z in z;
 * curvature the p-covariance of (∇lossₜ, −lossₜ/z) divided by z, with p the softmax of loss/z.
 */
function entropicRisk(losses: SparseRow[], z: number, alpha: number): Smooth {
  return (x) => {
    const size = x.length;
    const scale = x[z]!;
    const values = losses.map((row) =>
      row.index.reduce((sum, i, k) => sum + row.value[k]! * x[i]!, 0),
    );
    const top = Math.max(...values);
    const powers = values.map((value) => Math.exp((value - top) / scale));
    const total = powers.reduce((sum, value) => sum + value, 0);
    const slope = new Float64Array(size);
    const curvature = new Float64Array(size * size);
    losses.forEach((row, t) => {
      const p = powers[t]! / total;
      const index = [...row.index, z];
      const value = [...row.value, -values[t]! / scale];
      index.forEach((i, a) => {
        slope[i]! += p * value[a]!;
        index.forEach((j, b) => (curvature[i * size + j]! += (p * value[a]! * value[b]!) / scale));
      });
    });
    for (let i = 0; i < size; i++)
      if (slope[i] !== 0)
        for (let j = 0; j < size; j++) curvature[i * size + j]! -= (slope[i]! * slope[j]!) / scale;
    slope[z]! += top / scale + Math.log(total / (alpha * losses.length));
    return { slope, curvature };
  };
}
