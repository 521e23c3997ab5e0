import type { QuadraticProgram, Tilt } from "#lib/finance/solver/polish.ts";
import type { Program, SolverAnswer, SparseRow } from "#lib/finance/solver/program.ts";

import type { Prepared } from "./prepare.ts";

/**
 * A problem as the solvers and the polish need it: `quadratic` holds risk and fixed costs over x = (w) or, with
 * turnover, x = (w, buys); `reward` is the μ that λ tilts towards; `risk` what a volatility is measured with.
 */
export type Shape = {
  base: QuadraticProgram;
  reward: Float64Array;
  tilt: Tilt;
  /** Curvature of what a volatility target maximises: μᵀx − ½·ridge·xᵀx; 0 but with L2. */
  ridge: number;
  /** `limits[j]` names `base.rows[j]`. */
  limits: { id: string; meaning: string }[];
  /** Whether ½·xᵀPx is all that is minimised and stands for a variance, so that a gap can be said in volatility. */
  minimisesVariance: boolean;
};

/** Lays a prepared problem out for its objective (see `problem.ts` for the formulas). */
export function shapeOf(prepared: Prepared): Shape {
  const { problem, n, mu, sigma, lower, upper } = prepared;
  const { objective, l2 = 0 } = problem;
  const rows = [...prepared.rows];
  const limits = [...prepared.limits];
  const quadratic = sigma.slice();
  const linear = new Float64Array(n);
  let tilt: Tilt = { kind: "given", lambda: 0 };
  let ridge = 0;
  switch (objective.kind) {
    case "max_return_at_volatility":
      tilt = { kind: "volatility", target: objective.targetVolatility };
      ridge = 2 * l2;
      break;
    case "max_sharpe":
      tilt = { kind: "tangency", riskFree: prepared.riskFree };
      scaleWithL2(quadratic, n, 1, l2);
      break;
    case "max_utility":
      scaleWithL2(quadratic, n, objective.riskAversion, 2 * l2);
      linear.set(mu.map((value) => -value));
      break;
    case "target_return":
      rows.push({
        index: mu.keys().toArray(),
        value: [...mu],
        min: objective.targetReturn,
        max: Infinity,
      });
      limits.push({ id: "return", meaning: "the expected return reaches its target" });
      scaleWithL2(quadratic, n, 2, 2 * l2);
      break;
    case "min_volatility":
      scaleWithL2(quadratic, n, 2, 2 * l2);
      break;
    case "max_return":
      scaleWithL2(quadratic, n, 0, 2 * l2);
      linear.set(mu.map((value) => -value));
      break;
  }
  const base = { size: n, quadratic, linear, lower, upper, rows };
  const calm = objective.kind === "min_volatility" || objective.kind === "target_return";
  const minimisesVariance = calm && (problem.tradingCost ?? 0) === 0;
  return withTrading(prepared, { base, reward: mu, tilt, ridge, limits, minimisesVariance });
}

/** What a return must be above the risk-free rate by to count: less is what limits that hold to 1e-7 explain. */
export function leastExcess(expectedReturns: ArrayLike<number>, riskFree: number): number {
  let size = Math.abs(riskFree);
  for (let i = 0; i < expectedReturns.length; i++)
    size = Math.max(size, Math.abs(expectedReturns[i]!));
  return 1e-7 * size;
}

function scaleWithL2(matrix: Float64Array, n: number, factor: number, ridge: number): void {
  for (let k = 0; k < matrix.length; k++) matrix[k]! *= factor;
  for (let i = 0; i < n; i++) matrix[i * n + i]! += ridge;
}

/**
 * Turnover and trading cost by n more variables b ≥ max(0, w − current), the buys: Σ|w − current| = Σ(2b − w
 * + current).
 */
function withTrading({ problem, n }: Prepared, shape: Shape): Shape {
  const { current, maxTurnover, tradingCost = 0 } = problem;
  if (!current || (maxTurnover === undefined && tradingCost === 0)) return shape;
  const { base } = shape;
  const size = 2 * n;
  const pad = (values: Float64Array, fill: number) => {
    const out = new Float64Array(size).fill(fill);
    out.set(values);
    return out;
  };
  const quadratic = new Float64Array(size * size);
  for (let i = 0; i < n; i++) quadratic.set(base.quadratic.subarray(i * n, i * n + n), i * size);
  const linear = pad(base.linear, 2 * tradingCost);
  for (let i = 0; i < n; i++) linear[i]! -= tradingCost;
  const rows: SparseRow[] = [...base.rows];
  const limits = [...shape.limits];
  for (let i = 0; i < n; i++) {
    rows.push({ index: [i, n + i], value: [1, -1], min: -Infinity, max: current[i]! });
    limits.push({ id: "", meaning: "" });
  }
  if (maxTurnover !== undefined) {
    rows.push({
      index: Array.from({ length: size }, (_, i) => i),
      value: Array.from({ length: size }, (_, i) => (i < n ? -1 : 2)),
      min: -Infinity,
      max: maxTurnover - current.reduce((sum, w) => sum + w, 0),
    });
    limits.push({ id: "turnover", meaning: "the turnover limit" });
  }
  return {
    ...shape,
    base: {
      size,
      quadratic,
      linear,
      rows,
      lower: pad(base.lower, 0),
      upper: pad(base.upper, Infinity),
    },
    reward: pad(shape.reward, 0),
    limits,
  };
}

/** The convex program a solver takes for a shape, and how to read its answer back as x, row multipliers and λ. */
export function conicForm(shape: Shape): {
  program: Program;
  read: (answer: SolverAnswer) => { x: Float64Array; rowDuals: Float64Array; lambda: number };
} {
  const { base, reward, tilt } = shape;
  if (tilt.kind === "given")
    return { program: base, read: ({ x, rowDuals }) => ({ x, rowDuals, lambda: 0 }) };
  if (tilt.kind === "tangency") return homogenised(shape, tilt.riskFree);
  const { ridge } = shape;
  const program: Program = {
    ...base,
    quadratic: ridge > 0 ? identity(base.size, ridge) : null,
    linear: reward.map((value) => -value),
    ball: { matrix: base.quadratic, radius: tilt.target },
  };
  return {
    program,
    read: ({ x, rowDuals, ballDual }) => {
      const lambda = 1 / ballDual;
      return { x, rowDuals: rowDuals.map((y) => y * lambda), lambda };
    },
  };
}

function identity(n: number, factor: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = factor;
  return out;
}

/**
 * The best Sharpe ratio as a convex program (Cornuejols & Tütüncü): with y = κ·x, minimise ½·yᵀΣy subject to
 * μᵀy − riskFree·κ = e, κ ≥ 0 and every limit multiplied by κ. The answer is x = y / κ. The scale e is the
 * largest excess.
 */
function homogenised({ base, reward }: Shape, riskFree: number): ReturnType<typeof conicForm> {
  const { size: n, quadratic, lower, upper, rows } = base;
  const excess = Math.max(1e-6, ...reward.map((value) => Math.abs(value - riskFree)));
  const out: SparseRow[] = [
    { index: [...reward.keys(), n], value: [...reward, -riskFree], min: excess, max: excess },
  ];
  const source: number[] = [-1];
  const below = new Float64Array(n + 1).fill(-Infinity);
  const above = new Float64Array(n + 1).fill(Infinity);
  below[n] = 0;
  const scaled = (row: SparseRow, bound: number, side: "min" | "max", from: number) => {
    const index = bound === 0 ? row.index : [...row.index, n];
    const value = bound === 0 ? row.value : [...row.value, -bound];
    const equation = row.min === row.max;
    out.push({
      index,
      value,
      min: equation || side === "min" ? 0 : -Infinity,
      max: equation || side === "max" ? 0 : Infinity,
    });
    source.push(from);
  };
  rows.forEach((row, j) => {
    if (row.max < Infinity) scaled(row, row.max, "max", j);
    if (row.min > -Infinity && row.min !== row.max) scaled(row, row.min, "min", j);
  });
  for (let i = 0; i < n; i++) {
    const self = { index: [i], value: [1], min: -Infinity, max: Infinity };
    if (lower[i] === 0) below[i] = 0;
    else if (lower[i]! > -Infinity) scaled(self, lower[i]!, "min", -1);
    if (upper[i] === 0) above[i] = 0;
    else if (upper[i]! < Infinity) scaled(self, upper[i]!, "max", -1);
  }
  const wide = new Float64Array((n + 1) ** 2);
  for (let i = 0; i < n; i++) wide.set(quadratic.subarray(i * n, i * n + n), i * (n + 1));
  return {
    program: {
      size: n + 1,
      quadratic: wide,
      linear: new Float64Array(n + 1),
      lower: below,
      upper: above,
      rows: out,
    },
    read: (answer) => {
      const kappa = answer.x[n]!;
      const rowDuals = new Float64Array(rows.length);
      source.forEach((j, k) => j >= 0 && (rowDuals[j]! += answer.rowDuals[k]! / kappa));
      return {
        x: answer.x.slice(0, n).map((value) => value / kappa),
        rowDuals,
        lambda: -answer.rowDuals[0]! / kappa,
      };
    },
  };
}
