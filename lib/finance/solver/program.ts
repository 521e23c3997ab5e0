/**
 * One linear limit, sparse: min ≤ Σ value[k]·x[index[k]] ≤ max (±Infinity for none, min = max for an equation).
 */
export type SparseRow = { index: number[]; value: number[]; min: number; max: number };

/**
 * A convex program in n variables, the one form every solver here takes:
 *
 *   minimise ½·xᵀPx + cᵀx   subject to   lower ≤ x ≤ upper,  rows,  xᵀQx ≤ radius²
 *
 * `quadratic` (P) and `ball.matrix` (Q) are n×n, row by row, symmetric and positive semidefinite; null means zero.
 */
export type Program = {
  size: number;
  quadratic: Float64Array | null;
  linear: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  rows: SparseRow[];
  ball?: { matrix: Float64Array; radius: number };
};

/**
 * What a solver found. Multipliers follow L = f(x) + Σ yⱼ·(aⱼᵀx) + θ·½·xᵀQx: yⱼ > 0 presses on the
 * row's max, yⱼ < 0 on its min, θ ≥ 0 on the ball. `solved` is the solver's own opinion; `certificate.ts` decides.
 */
export type SolverAnswer = {
  status: "solved" | "inaccurate" | "infeasible" | "unbounded" | "failed";
  x: Float64Array;
  rowDuals: Float64Array;
  ballDual: number;
  iterations: number;
};

/** aᵀx of one sparse row. */
export function rowValue(row: SparseRow, x: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < row.index.length; k++) sum += row.value[k]! * x[row.index[k]!]!;
  return sum;
}

/** Px (+ c when given) for an n×n row-major symmetric P; P null means zero. */
export function gradient(
  matrix: Float64Array | null,
  x: ArrayLike<number>,
  linear?: ArrayLike<number>,
): Float64Array {
  const n = x.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = linear ? linear[i]! : 0;
    if (matrix) for (let j = 0, at = i * n; j < n; j++) sum += matrix[at + j]! * x[j]!;
    out[i] = sum;
  }
  return out;
}

/** xᵀPx. */
export function quadraticForm(matrix: Float64Array, x: ArrayLike<number>): number {
  return dot(gradient(matrix, x), x);
}

/** Σ aᵢ·bᵢ. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Adds Aᵀy of the rows to `into`. */
export function addRowDuals(into: Float64Array, rows: SparseRow[], duals: ArrayLike<number>): void {
  rows.forEach((row, j) => {
    const y = duals[j]!;
    if (y !== 0) row.index.forEach((i, k) => (into[i]! += y * row.value[k]!));
  });
}

/** Slope and curvature (n×n row-major, lower triangle) of a smooth convex function at x. */
export type Smooth = (x: Float64Array) => { slope: Float64Array; curvature: Float64Array };

/**
 * A program with −Σ βᵢ·ln xᵢ (for βᵢ > 0; these need lower[i] = 0) and a smooth convex function added to
 * its objective.
 */
export type InteriorProgram = Program & { logWeights?: Float64Array; smooth?: Smooth };
