import { refuse } from "#lib/finance/errors.ts";

/** Rows of numbers → one row-major array of rows·columns numbers. Refuses rows of different lengths. */
export function flatten(matrix: readonly (readonly number[])[]): Float64Array {
  const columns = matrix[0]?.length ?? 0;
  const out = new Float64Array(matrix.length * columns);
  // Number by number: `set` with a plain array takes ten times as long.
  for (let i = 0; i < matrix.length; i++) {
    const row = matrix[i]!;
    if (row.length !== columns) refuse("The rows of a matrix must have the same length.");
    for (let j = 0; j < columns; j++) out[i * columns + j] = row[j]!;
  }
  return out;
}

/** The inverse of `flatten` for an n×n matrix. */
export function unflatten(data: Float64Array, n: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * n, i * n + n)));
}

/**
 * Q = LLᵀ for a symmetric positive semidefinite n×n Q, by diagonally pivoted Cholesky that stops when what is left
 * is rounding (relative 1e-14). `factor` is n×n row-major with `rank` filled columns, rows in the original order.
 */
export function pivotedCholesky(
  matrix: Float64Array,
  n: number,
): { factor: Float64Array; rank: number } {
  const factor = new Float64Array(n * n);
  const left = Float64Array.from({ length: n }, (_, i) => matrix[i * n + i]!);
  const tiny = 1e-14 * Math.max(...left, 0);
  const used = new Uint8Array(n);
  let rank = 0;
  for (; rank < n; rank++) {
    let pivot = -1;
    for (let i = 0; i < n; i++) if (!used[i] && (pivot < 0 || left[i]! > left[pivot]!)) pivot = i;
    if (pivot < 0 || left[pivot]! <= tiny) break;
    used[pivot] = 1;
    const root = Math.sqrt(left[pivot]!);
    factor[pivot * n + rank] = root;
    for (let i = 0; i < n; i++) {
      if (used[i]) continue;
      let sum = matrix[i * n + pivot]!;
      for (let k = 0; k < rank; k++) sum -= factor[i * n + k]! * factor[pivot * n + k]!;
      const value = sum / root;
      factor[i * n + rank] = value;
      left[i] = left[i]! - value * value;
    }
  }
  return { factor, rank };
}

/**
 * Solves a square system for several right-hand sides by Gaussian elimination with partial pivoting, in place.
 * A pivot below 1e-13 of the largest entry marks a dependent equation: its unknown is set to 0, which solves a
 * consistent system and leaves the caller to check an inconsistent one.
 */
export function solveDense(matrix: Float64Array, n: number, rhs: Float64Array[]): Float64Array[] {
  let largest = 0;
  for (const value of matrix) largest = Math.max(largest, Math.abs(value));
  const tiny = 1e-13 * largest;
  const order = Int32Array.from({ length: n }, (_, i) => i * n);
  const pivotColumn: number[] = [];
  let rank = 0;
  for (let col = 0; col < n && rank < n; col++) {
    let best = rank;
    for (let i = rank + 1; i < n; i++)
      if (Math.abs(matrix[order[i]! + col]!) > Math.abs(matrix[order[best]! + col]!)) best = i;
    const start = order[best]!;
    if (Math.abs(matrix[start + col]!) <= tiny) continue;
    order[best] = order[rank]!;
    order[rank] = start;
    eliminateBelow(matrix, n, { order, rank, col }, rhs);
    pivotColumn.push(col);
    rank++;
  }
  return rhs.map((b) => {
    const x = new Float64Array(n);
    for (let k = rank - 1; k >= 0; k--) {
      const at = order[k]!;
      let sum = b[at / n]!;
      for (let j = pivotColumn[k]! + 1; j < n; j++) sum -= matrix[at + j]! * x[j]!;
      x[pivotColumn[k]!] = sum / matrix[at + pivotColumn[k]!]!;
    }
    return x;
  });
}

function eliminateBelow(
  matrix: Float64Array,
  n: number,
  pivot: { order: Int32Array; rank: number; col: number },
  rhs: Float64Array[],
): void {
  const { order, rank, col } = pivot;
  const top = order[rank]!;
  const head = matrix[top + col]!;
  for (let i = rank + 1; i < n; i++) {
    const at = order[i]!;
    const factor = matrix[at + col]! / head;
    if (factor === 0) continue;
    for (let j = col; j < n; j++) matrix[at + j]! -= factor * matrix[top + j]!;
    for (const b of rhs) b[at / n]! -= factor * b[top / n]!;
  }
}

/** Refuses a matrix that is not n×n, symmetric (relative 1e-9) and finite, in a sentence. */
export function requireSymmetric(
  matrix: readonly (readonly number[])[],
  n: number,
  name: string,
): void {
  if (matrix.length !== n || matrix.some((row) => row.length !== n))
    refuse(`The ${name} needs ${n} rows and ${n} columns.`);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const a = matrix[i]![j]!;
      if (!Number.isFinite(a)) refuse(`The ${name} holds something that is not a number.`);
      if (Math.abs(a - matrix[j]![i]!) > 1e-9 * Math.max(1e-6, Math.abs(a)))
        refuse(`The ${name} is not symmetric.`);
    }
}

/**
 * Cholesky factor A = LLᵀ of an n×n symmetric matrix, written over the lower triangle of `matrix` (the strict upper
 * triangle is left as it was). Returns false at the first pivot that is not above `floor`.
 */
export function choleskyInPlace(matrix: Float64Array, n: number, floor = 0): boolean {
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    for (let i = 0; i < j; i++) {
      const rowI = i * n;
      matrix[rowJ + i] = (matrix[rowJ + i]! - rowDot(matrix, rowJ, rowI, i)) / matrix[rowI + i]!;
    }
    const pivot = matrix[rowJ + j]! - rowDot(matrix, rowJ, rowJ, j);
    if (!(pivot > floor)) return false;
    matrix[rowJ + j] = Math.sqrt(pivot);
  }
  return true;
}

function rowDot(m: Float64Array, a: number, b: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += m[a + k]! * m[b + k]!;
    s1 += m[a + k + 1]! * m[b + k + 1]!;
    s2 += m[a + k + 2]! * m[b + k + 2]!;
    s3 += m[a + k + 3]! * m[b + k + 3]!;
  }
  for (; k < length; k++) s0 += m[a + k]! * m[b + k]!;
  return s0 + s1 + s2 + s3;
}

/** Solves LLᵀx = b in place, with L from `choleskyInPlace`. */
export function choleskySolve(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0, at = i * n; k < i; k++) sum -= factor[at + k]! * b[k]!;
    b[i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = b[i]! / factor[i * n + i]!;
    b[i] = value;
    for (let k = 0, at = i * n; k < i; k++) b[k]! -= factor[at + k]! * value;
  }
}

/** Whether A + slack·max(diagonal)·I has a Cholesky factor: positive semidefinite up to that slack. */
export function isPositiveSemidefinite(matrix: Float64Array, n: number, slack = 1e-9): boolean {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(matrix[i * n + i]!));
  const copy = matrix.slice();
  for (let i = 0; i < n; i++) copy[i * n + i]! += slack * Math.max(largest, 1e-300);
  return choleskyInPlace(copy, n);
}
