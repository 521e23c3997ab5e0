import type { SparseRow } from "./program.ts";

/**
 * One-sided limits aᵀx ≤ b, one after the other in three arrays. Measures by order have a row for every pair of
 * scenarios: tens of thousands of short ones, which are read several times faster so than as objects.
 */
export class PackedRows {
  readonly count: number;
  /** b, row by row. */
  readonly bound: Float64Array;
  private readonly start: Int32Array;
  private readonly index: Int32Array;
  private readonly value: Float64Array;

  /** Rows with rising indices; each bounded by its `max`. */
  constructor(rows: readonly Omit<SparseRow, "min">[]) {
    this.count = rows.length;
    this.bound = Float64Array.from(rows, (row) => row.max);
    this.start = new Int32Array(rows.length + 1);
    rows.forEach((row, r) => (this.start[r + 1] = this.start[r]! + row.index.length));
    this.index = new Int32Array(this.start[rows.length]!);
    this.value = new Float64Array(this.index.length);
    rows.forEach((row, r) => {
      this.index.set(row.index, this.start[r]);
      this.value.set(row.value, this.start[r]);
    });
  }

  /** aᵀx of row r. */
  dot(r: number, x: Float64Array): number {
    const { index, value } = this;
    const end = this.start[r + 1]!;
    let sum = 0;
    for (let k = this.start[r]!; k < end; k++) sum += value[k]! * x[index[k]!]!;
    return sum;
  }

  /** Adds factor·a of row r. */
  addTo(into: Float64Array, r: number, factor: number): void {
    const { index, value } = this;
    const end = this.start[r + 1]!;
    for (let k = this.start[r]!; k < end; k++) into[index[k]!]! += factor * value[k]!;
  }

  /** Adds weight·aaᵀ of row r to the lower triangle of an n×n matrix. */
  addOuterTo(matrix: Float64Array, n: number, r: number, weight: number): void {
    const { index, value } = this;
    const begin = this.start[r]!;
    const end = this.start[r + 1]!;
    for (let a = begin; a < end; a++) {
      const at = index[a]! * n;
      const head = weight * value[a]!;
      for (let b = begin; b <= a; b++) matrix[at + index[b]!]! += head * value[b]!;
    }
  }
}
