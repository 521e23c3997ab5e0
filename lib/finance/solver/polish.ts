import { solveDense } from "#lib/finance/linear/linear-algebra.ts";

import { addRowDuals, dot, gradient, rowValue, type Program } from "./program.ts";

/** A program with the quadratic part present and no ball: what the polish works on. */
export type QuadraticProgram = Pick<Program, "size" | "linear" | "lower" | "upper" | "rows"> & {
  quadratic: Float64Array;
};

/**
 * How strongly `reward` (μ) pulls against risk, as the tilt λ in  ½·xᵀPx + cᵀx − λ·μᵀx:
 * a given λ; the λ at which xᵀPx = volatility²; or the tangency λ = xᵀPx / (μᵀx − riskFree) of the best
 * Sharpe ratio. The last two need c = 0.
 */
export type Tilt =
  | { kind: "given"; lambda: number }
  | { kind: "volatility"; target: number }
  | { kind: "tangency"; riskFree: number };

export type Polished = { x: Float64Array; rowDuals: Float64Array; lambda: number };

/**
 * Which limits hold with equality: −1 at the lower side, 1 at the upper, 0 free; 2 for an equation or a fixed weight.
 */
type ActiveSet = { bounds: Int8Array; rows: Int8Array };

/**
 * Turns an approximate answer into an exact one. Guesses which limits are active, solves the equations of optimality
 * (KKT) with those as equalities, then exchanges wrong guesses until every limit holds and every multiplier has the
 * right sign. A `proximity` δ > 0 adds δ/2·‖x − x₀‖² and repeats from there (proximal point), which picks
 * the optimum nearest to the start where P is singular and the equations have many. On a fixed active set the optimum
 * is x(λ) = a + λ·b (the critical line of Markowitz), which gives the volatility and tangency tilts in closed form.
 * Null when no consistent set is found in 60 exchanges.
 */
export function polish(
  program: QuadraticProgram,
  start: { x: Float64Array; rowDuals: Float64Array; slope: Float64Array },
  reward: Float64Array,
  tilt: Tilt,
  proximity = 0,
): Polished | null {
  const active = guessActive(program, start);
  const rounds = proximity > 0 ? 12 : 60;
  for (let round = 0; round < rounds; round++) {
    let found = solveOnActive(program, active, reward, tilt, proximity, start.x);
    const repeats = proximity > 0 ? 4 : 0;
    for (let again = 0; again < repeats && found; again++)
      found = solveOnActive(program, active, reward, tilt, proximity, found.x);
    if (!found) return null;
    if (!exchange(program, active, found, reward, round > 15)) return found;
  }
  return null;
}

const NEAR = 1e-6;

function guessActive(
  { size, lower, upper, rows }: QuadraticProgram,
  { x, rowDuals, slope }: { x: Float64Array; rowDuals: Float64Array; slope: Float64Array },
): ActiveSet {
  const reduced = slope.slice();
  addRowDuals(reduced, rows, rowDuals);
  const scale = Math.max(1e-12, ...slope.map(Math.abs));
  const bounds = new Int8Array(size);
  for (let i = 0; i < size; i++) {
    if (lower[i] === upper[i]) {
      bounds[i] = 2;
      continue;
    }
    const below = x[i]! - lower[i]!;
    const above = upper[i]! - x[i]!;
    const push = reduced[i]! / scale;
    if (below < NEAR || (push > 0 && below < 1e-3 * push)) bounds[i] = -1;
    if (above < NEAR || (push < 0 && above < -1e-3 * push))
      bounds[i] = bounds[i] === -1 && below < above ? -1 : 1;
  }
  const rowStates = Int8Array.from(rows, (row, j) => {
    if (row.min === row.max) return 2;
    const value = rowValue(row, x);
    if (row.max - value < NEAR && rowDuals[j]! > -1e-9 * scale) return 1;
    return value - row.min < NEAR ? -1 : 0;
  });
  return { bounds, rows: rowStates };
}

function solveOnActive(
  program: QuadraticProgram,
  active: ActiveSet,
  reward: Float64Array,
  tilt: Tilt,
  proximity: number,
  near: Float64Array,
): Polished | null {
  const { size, quadratic, lower, upper, rows } = program;
  const free: number[] = [];
  const origin = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    if (active.bounds[i] === 0) free.push(i);
    else origin[i] = active.bounds[i] === -1 ? lower[i]! : upper[i]!;
  }
  const pressed = rows.flatMap((_, j) => (active.rows[j] === 0 ? [] : [j]));
  const { matrix, base, slope, scale } = conditions(
    program,
    active,
    { free, pressed, origin },
    reward,
  );
  free.forEach((i, k) => {
    matrix[k * base.length + k]! += proximity;
    base[k]! += proximity * near[i]!;
  });
  const [a, b] = solveDense(matrix, base.length, [base, slope]);
  if (!a || !b) return null;
  const direction = new Float64Array(size);
  free.forEach((i, k) => {
    origin[i] = a[k]!;
    direction[i] = b[k]!;
  });
  const lambda = tiltOn(quadratic, origin, direction, reward, tilt);
  if (!Number.isFinite(lambda)) return null;
  const rowDuals = new Float64Array(rows.length);
  pressed.forEach((j, m) => {
    rowDuals[j] = (a[free.length + m]! + lambda * b[free.length + m]!) * scale;
  });
  return { x: origin.map((value, i) => value + lambda * direction[i]!), rowDuals, lambda };
}

/** The KKT matrix [P_FF/s, A_Fᵀ; A_F, 0] with its two right-hand sides: at λ = 0, and what λ = 1 adds. */
function conditions(
  { size: n, quadratic, linear, rows }: QuadraticProgram,
  active: ActiveSet,
  { free, pressed, origin }: { free: number[]; pressed: number[]; origin: Float64Array },
  reward: Float64Array,
) {
  const dimension = free.length + pressed.length;
  const scale = Math.max(1e-300, ...free.map((i) => quadratic[i * n + i]!));
  const place = new Int32Array(n).fill(-1);
  free.forEach((i, k) => (place[i] = k));
  const matrix = new Float64Array(dimension * dimension);
  const base = new Float64Array(dimension);
  const slope = new Float64Array(dimension);
  const pull = gradient(quadratic, origin, linear);
  free.forEach((i, k) => {
    for (let l = 0; l < free.length; l++)
      matrix[k * dimension + l] = quadratic[i * n + free[l]!]! / scale;
    base[k] = -pull[i]! / scale;
    slope[k] = reward[i]! / scale;
  });
  pressed.forEach((j, m) => {
    const row = rows[j]!;
    const at = free.length + m;
    row.index.forEach((i, k) => {
      const column = place[i]!;
      if (column < 0) return;
      matrix[at * dimension + column]! += row.value[k]!;
      matrix[column * dimension + at]! += row.value[k]!;
    });
    base[at] = (active.rows[j] === -1 ? row.min : row.max) - rowValue(row, origin);
  });
  return { matrix, base, slope, scale };
}

/**
 * λ on the line a + λ·b. With c = 0, aᵀPb = 0, so xᵀPx = aᵀPa + λ²·bᵀPb and tangency is λ = aᵀPa /
 * (μᵀa − riskFree).
 */
function tiltOn(
  quadratic: Float64Array,
  a: Float64Array,
  b: Float64Array,
  reward: Float64Array,
  tilt: Tilt,
): number {
  if (tilt.kind === "given") return tilt.lambda;
  const least = dot(gradient(quadratic, a), a);
  if (tilt.kind === "tangency") return least / (dot(reward, a) - tilt.riskFree);
  const growth = dot(gradient(quadratic, b), b);
  return growth > 0 ? Math.sqrt(Math.max(0, tilt.target ** 2 - least) / growth) : NaN;
}

/**
 * Corrects the active set where `found` breaks a limit or a multiplier has the wrong sign; false when nothing was
 * wrong.
 */
function exchange(
  program: QuadraticProgram,
  active: ActiveSet,
  found: Polished,
  reward: Float64Array,
  oneAtATime: boolean,
): boolean {
  const { size, quadratic, linear, lower, upper, rows } = program;
  const { x, rowDuals, lambda } = found;
  const wrong: { amount: number; fix: () => void }[] = [];
  for (let i = 0; i < size; i++) {
    if (active.bounds[i] !== 0) continue;
    const excess = Math.max(lower[i]! - x[i]!, x[i]! - upper[i]!);
    if (excess > 1e-11)
      wrong.push({ amount: excess, fix: () => (active.bounds[i] = x[i]! < lower[i]! ? -1 : 1) });
  }
  rows.forEach((row, j) => {
    if (active.rows[j] !== 0) return;
    const value = rowValue(row, x);
    const excess = Math.max(row.min - value, value - row.max);
    if (excess > 1e-11)
      wrong.push({ amount: excess, fix: () => (active.rows[j] = value < row.min ? -1 : 1) });
  });
  if (wrong.length > 0) {
    wrong.sort((p, q) => q.amount - p.amount);
    for (const { fix } of oneAtATime ? wrong.slice(0, 1) : wrong) fix();
    return true;
  }

  const reduced = gradient(quadratic, x, linear).map((value, i) => value - lambda * reward[i]!);
  const tolerance = 1e-11 * Math.max(1e-12, ...reduced.map(Math.abs));
  addRowDuals(reduced, rows, rowDuals);
  const release = worstMultiplier(active, reduced, rowDuals, tolerance);
  release?.();
  return release !== null;
}

function worstMultiplier(
  active: ActiveSet,
  reduced: Float64Array,
  rowDuals: Float64Array,
  tolerance: number,
): (() => void) | null {
  let worst = tolerance;
  let release: (() => void) | null = null;
  active.bounds.forEach((side, i) => {
    const wrong = side === 2 ? 0 : side * reduced[i]!;
    if (side === 0 || wrong <= worst) return;
    worst = wrong;
    release = () => (active.bounds[i] = 0);
  });
  active.rows.forEach((side, j) => {
    const wrong = side === 2 ? 0 : -side * rowDuals[j]!;
    if (side === 0 || wrong <= worst) return;
    worst = wrong;
    release = () => (active.rows[j] = 0);
  });
  return release;
}
