import { flatten, isPositiveSemidefinite, requireSymmetric, unflatten } from "./linear-algebra.ts";

/** Eigenvalues (rising) and eigenvectors (columns of `vectors`, n×n row-major) of a symmetric matrix. */
export type Eigen = { values: Float64Array; vectors: Float64Array };

/** A covariance that is positive semidefinite, and whether it had to be changed for that. */
export type Repaired = { covariance: number[][]; repaired: boolean };

/** Whether every eigenvalue of a covariance is above −1e-16 of its largest variance, as far as rounding can tell. */
export function isCovariance(covariance: readonly (readonly number[])[]): boolean {
  if (covariance.some((row) => row.length !== covariance.length)) return false;
  return isPositiveSemidefinite(flatten(covariance), covariance.length, 1e-14);
}

/**
 * The nearest matrix, in eigenvalues, that is positive semidefinite: V·max(Λ, 0)·Vᵀ (spectral clipping). Says
 * whether anything was repaired, and returns the matrix as it was when nothing was. Throws `invalid_input` for what is
 * not square, symmetric and finite.
 */
export function repairCovariance(covariance: readonly (readonly number[])[]): Repaired {
  const n = covariance.length;
  requireSymmetric(covariance, n, "covariance matrix");
  if (isCovariance(covariance))
    return { covariance: covariance.map((row) => [...row]), repaired: false };
  const { values, vectors } = eigenSymmetric(flatten(covariance), n);
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const value = Math.max(0, values[k]!);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        out[i * n + j]! += value * vectors[i * n + k]! * vectors[j * n + k]!;
  }
  return { covariance: unflatten(out, n), repaired: true };
}

/** Eigenvalues and vectors by cyclic Jacobi rotations (Golub & Van Loan, 8.5): O(n³) a sweep, about ten sweeps. */
function eigenSymmetric(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let on = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        if (i === j) on += a[i * n + j]! ** 2;
        else off += a[i * n + j]! ** 2;
    if (off <= 1e-30 * on) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).toSorted(
    (i, j) => a[i * n + i]! - a[j * n + j]!,
  );
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let i = 0; i < n; i++) vectors[i * n + to] = v[i * n + from]!;
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i]!), vectors };
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p]!;
    const y = a[k * n + q]!;
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k]!;
    const y = a[q * n + k]!;
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
    const vx = v[k * n + p]!;
    const vy = v[k * n + q]!;
    v[k * n + p] = c * vx - s * vy;
    v[k * n + q] = s * vx + c * vy;
  }
}
