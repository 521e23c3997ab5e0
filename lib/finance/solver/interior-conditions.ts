import { PackedRows } from "./packed-rows.ts";
import {
  type InteriorProgram,
  gradient,
  rowValue,
  type SolverAnswer,
  type SparseRow,
} from "./program.ts";

/** Where a packed row came from: the row of the program, times sign/norm. */
type Side = { source: number; sign: 1 | -1; norm: number };
type Equation = SparseRow & { source: number; norm: number };

/**
 * The optimality conditions of a program at a point, for `solveWithInteriorPoint`: its one-sided limits in the order
 * lower bounds, upper bounds, row sides, ball; its equations; residuals and Newton matrix. The objective is divided by
 * its largest coefficient and every row by its own, so that one tolerance fits all. Fixed variables (lower = upper) are
 * pinned.
 */
export class Conditions {
  readonly n: number;
  readonly x: Float64Array;
  readonly s: Float64Array;
  readonly z: Float64Array;
  readonly nu: Float64Array;
  readonly equations: Equation[] = [];
  readonly limitResidual: Float64Array;
  readonly equationResidual: Float64Array;
  private readonly dualResidual: Float64Array;
  private readonly scale: number;
  private readonly lows: number[] = [];
  private readonly highs: number[] = [];
  private readonly sides: Side[] = [];
  private readonly rows: PackedRows;
  private readonly pinned: Uint8Array;
  private readonly beta: Float64Array;
  private ballSlope: Float64Array | null = null;
  private curvature: Float64Array | null = null;

  private readonly program: InteriorProgram;

  constructor(program: InteriorProgram) {
    this.program = program;
    const { size, lower, upper, rows, logWeights } = program;
    this.n = size;
    this.scale = objectiveScale(program);
    this.pinned = Uint8Array.from({ length: size }, (_, i) => Number(lower[i] === upper[i]));
    for (let i = 0; i < size; i++) {
      if (this.pinned[i]) continue;
      if (lower[i]! > -Infinity) this.lows.push(i);
      if (upper[i]! < Infinity) this.highs.push(i);
    }
    const limits: Omit<SparseRow, "min">[] = [];
    rows.forEach((row, source) => this.addRow(row, source, limits));
    this.rows = new PackedRows(limits);
    const count = this.lows.length + this.highs.length + this.sides.length + (program.ball ? 1 : 0);
    this.x = Float64Array.from({ length: size }, (_, i) => startBetween(lower[i]!, upper[i]!));
    this.s = new Float64Array(count);
    this.z = new Float64Array(count).fill(1);
    this.nu = new Float64Array(this.equations.length);
    this.beta = new Float64Array(count);
    this.lows.forEach((i, k) => (this.beta[k] = (logWeights?.[i] ?? 0) / this.scale));
    this.limitResidual = new Float64Array(count);
    this.equationResidual = new Float64Array(this.equations.length);
    this.dualResidual = new Float64Array(size);
    const values = this.limitValues();
    for (let k = 0; k < count; k++) {
      this.s[k] = Math.max(-values[k]!, 1);
      if (this.beta[k]! > 0) this.z[k] = this.beta[k]! / this.s[k]!;
    }
  }

  private addRow(row: SparseRow, source: number, limits: Omit<SparseRow, "min">[]): void {
    const norm = Math.max(1e-300, ...row.value.map(Math.abs));
    const order = row.index.map((_, k) => k).toSorted((p, q) => row.index[p]! - row.index[q]!);
    const index = order.map((k) => row.index[k]!);
    const value = order.map((k) => row.value[k]! / norm);
    const max = row.max / norm;
    const min = row.min / norm;
    if (row.min === row.max) {
      this.equations.push({ index, value, min, max, source, norm });
      return;
    }
    if (max < Infinity) {
      limits.push({ index, value, max });
      this.sides.push({ source, sign: 1, norm });
    }
    if (min > -Infinity) {
      limits.push({ index, value: value.map((a) => -a), max: -min });
      this.sides.push({ source, sign: -1, norm });
    }
  }

  /** Whether a smooth function is part of the objective. */
  get isCurved(): boolean {
    return this.program.smooth !== undefined;
  }

  isPinned(i: number): boolean {
    return this.pinned[i] === 1;
  }

  /** aᵀd over the variables that may move. */
  freeRowDot(row: SparseRow, d: Float64Array): number {
    let sum = 0;
    for (let k = 0; k < row.index.length; k++)
      if (!this.pinned[row.index[k]!]) sum += row.value[k]! * d[row.index[k]!]!;
    return sum;
  }

  /** g(x) of every one-sided limit g(x) ≤ 0; also remembers the slope of the ball at x. */
  private limitValues(): Float64Array {
    const { lower, upper, ball } = this.program;
    const { x, rows } = this;
    const out = new Float64Array(this.s.length);
    let k = 0;
    for (const i of this.lows) out[k++] = lower[i]! - x[i]!;
    for (const i of this.highs) out[k++] = x[i]! - upper[i]!;
    for (let r = 0; r < rows.count; r++) out[k++] = rows.dot(r, x) - rows.bound[r]!;
    if (ball) {
      this.ballSlope = gradient(ball.matrix, x).map((value) => value / ball.radius ** 2);
      let form = 0;
      for (let i = 0; i < this.n; i++) form += this.ballSlope[i]! * x[i]!;
      out[k] = 0.5 * (form - 1);
    }
    return out;
  }

  /** Recomputes all residuals at (x, s, z, ν) and returns the largest. */
  refresh(): number {
    const { x, s, z, nu, scale } = this;
    const { quadratic, linear } = this.program;
    const values = this.limitValues();
    let worst = 0;
    for (let k = 0; k < s.length; k++) {
      this.limitResidual[k] = values[k]! + s[k]!;
      worst = Math.max(worst, Math.abs(this.limitResidual[k]!));
    }
    this.equations.forEach((row, j) => {
      this.equationResidual[j] = rowValue(row, x) - row.max;
      worst = Math.max(worst, Math.abs(this.equationResidual[j]));
    });
    const slope = gradient(quadratic, x, linear);
    const bent = this.program.smooth?.(x);
    this.curvature = bent?.curvature ?? null;
    if (bent) for (let i = 0; i < this.n; i++) slope[i]! += bent.slope[i]!;
    for (let i = 0; i < this.n; i++) this.dualResidual[i] = slope[i]! / scale;
    this.addSlopes(this.dualResidual, z);
    this.equations.forEach((row, j) => addScaled(this.dualResidual, row, nu[j]!));
    for (let i = 0; i < this.n; i++) {
      if (this.pinned[i]) this.dualResidual[i] = 0;
      worst = Math.max(worst, Math.abs(this.dualResidual[i]!));
    }
    return worst;
  }

  /** Mean distance of sₖ·zₖ from where they must go (0, or β). */
  complementarity(s = this.s, z = this.z): number {
    let sum = 0;
    for (let k = 0; k < s.length; k++) sum += Math.abs(s[k]! * z[k]! - this.beta[k]!);
    return sum / Math.max(1, s.length);
  }

  /** τ = β + mu. */
  targets(mu: number): Float64Array {
    return this.beta.map((value) => value + mu);
  }

  /** Adds G(x)ᵀy to `into`. */
  private addSlopes(into: Float64Array, y: Float64Array): void {
    let k = 0;
    for (const i of this.lows) into[i]! -= y[k++]!;
    for (const i of this.highs) into[i]! += y[k++]!;
    for (let r = 0; r < this.rows.count; r++) this.rows.addTo(into, r, y[k++]!);
    if (this.ballSlope) for (let i = 0; i < this.n; i++) into[i]! += y[k]! * this.ballSlope[i]!;
  }

  /** G(x)·d. */
  limitSlopes(d: Float64Array): Float64Array {
    const out = new Float64Array(this.s.length);
    let k = 0;
    for (const i of this.lows) out[k++] = -d[i]!;
    for (const i of this.highs) out[k++] = d[i]!;
    for (let r = 0; r < this.rows.count; r++) out[k++] = this.rows.dot(r, d);
    if (this.ballSlope) for (let i = 0; i < this.n; i++) out[k]! += this.ballSlope[i]! * d[i]!;
    return out;
  }

  /** −(dual residual) + Gᵀw − Eᵀ(equation residual), zero where pinned. */
  rhs(w: Float64Array): Float64Array {
    const out = this.dualResidual.map((value) => -value);
    this.addSlopes(out, w);
    this.equations.forEach((row, j) => addScaled(out, row, -this.equationResidual[j]!));
    for (let i = 0; i < this.n; i++) if (this.pinned[i]) out[i] = 0;
    return out;
  }

  /** H + GᵀDG + EᵀE with D = z/s, identity where pinned (lower triangle). */
  newtonMatrix(): Float64Array {
    const { n, s, z, scale } = this;
    const { quadratic } = this.program;
    const k = quadratic ? quadratic.map((value) => value / scale) : new Float64Array(n * n);
    if (this.curvature) for (let i = 0; i < k.length; i++) k[i]! += this.curvature[i]! / scale;
    let at = 0;
    for (const i of this.lows) k[i * n + i]! += z[at]! / s[at++]!;
    for (const i of this.highs) k[i * n + i]! += z[at]! / s[at++]!;
    for (let r = 0; r < this.rows.count; r++) this.rows.addOuterTo(k, n, r, z[at]! / s[at++]!);
    this.addBall(k, at);
    for (const row of this.equations) addOuter(k, n, row, 1);
    for (let i = 0; i < n; i++) {
      if (!this.pinned[i]) continue;
      k.fill(0, i * n, i * n + n);
      for (let j = i + 1; j < n; j++) k[j * n + i] = 0;
      k[i * n + i] = 1;
    }
    return k;
  }

  /** Adds z·Q/r² and (z/s)·qqᵀ, q the slope of the ball. */
  private addBall(k: Float64Array, at: number): void {
    const { ball } = this.program;
    const slope = this.ballSlope;
    if (!ball || !slope) return;
    const bend = this.z[at]! / ball.radius ** 2;
    for (let i = 0; i < k.length; i++) k[i]! += bend * ball.matrix[i]!;
    const stretch = this.z[at]! / this.s[at]!;
    for (let i = 0; i < this.n; i++)
      for (let j = 0, head = stretch * slope[i]!; j <= i; j++)
        k[i * this.n + j]! += head * slope[j]!;
  }

  /** The point as an answer, multipliers in the units of the program as it was given. */
  answer(status: SolverAnswer["status"], iterations: number): SolverAnswer {
    const rowDuals = new Float64Array(this.program.rows.length);
    this.equations.forEach(
      ({ source, norm }, j) => (rowDuals[source]! += (this.nu[j]! * this.scale) / norm),
    );
    const first = this.lows.length + this.highs.length;
    this.sides.forEach(({ source, sign, norm }, k) => {
      rowDuals[source]! += (sign * this.z[first + k]! * this.scale) / norm;
    });
    const { ball } = this.program;
    const ballDual = ball ? (this.z.at(-1)! * this.scale) / ball.radius ** 2 : 0;
    return { status, x: this.x, rowDuals, ballDual, iterations };
  }
}

function objectiveScale({ quadratic, linear, size }: InteriorProgram): number {
  let largest = 0;
  for (const value of linear) largest = Math.max(largest, Math.abs(value));
  if (quadratic)
    for (let i = 0; i < size; i++) largest = Math.max(largest, quadratic[i * size + i]!);
  return largest > 0 ? largest : 1;
}

function startBetween(lower: number, upper: number): number {
  if (lower > -Infinity && upper < Infinity) return 0.5 * (lower + upper);
  if (lower > -Infinity) return lower + 0.1;
  return upper < Infinity ? upper - 0.1 : 0;
}

function addScaled(into: Float64Array, row: SparseRow, factor: number): void {
  for (let k = 0; k < row.index.length; k++) into[row.index[k]!]! += factor * row.value[k]!;
}

/** Adds weight·aaᵀ to the lower triangle, for a row with rising indices. */
function addOuter(matrix: Float64Array, n: number, row: SparseRow, weight: number): void {
  const { index, value } = row;
  for (let a = 0; a < index.length; a++) {
    const at = index[a]! * n;
    const head = weight * value[a]!;
    for (let b = 0; b <= a; b++) matrix[at + index[b]!]! += head * value[b]!;
  }
}
