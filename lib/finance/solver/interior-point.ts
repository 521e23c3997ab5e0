import { choleskyInPlace, choleskySolve } from "#lib/finance/linear/linear-algebra.ts";

import { Conditions } from "./interior-conditions.ts";
import type { InteriorProgram, SolverAnswer } from "./program.ts";

const MAX_ITERATIONS = 120;

/**
 * Solves a convex program by a dense primal-dual interior-point method with Mehrotra's predictor and corrector
 * (Nocedal & Wright, ch. 16). Slacks s > 0 and multipliers z > 0 of every one-sided limit g(x) + s = 0 meet
 *   Px + c + Eᵀν + G(x)ᵀz = 0,  Ex = d,  g(x) + s = 0,  sₖ·zₖ = τₖ,
 * τ driven to 0; for a logarithm −β·ln xᵢ the optimum has xᵢ·zᵢ = β, so its τ goes to β instead. The
 * ball is one smooth limit ½·(xᵀQx/r² − 1) ≤ 0 whose curvature z·Q/r² joins P. Each step factors P + GᵀDG
 * + EᵀE once (n³/3). `failed` when it stalls.
 */
export function solveWithInteriorPoint(program: InteriorProgram): SolverAnswer {
  const it = new Conditions(program);
  const { n, x, s, z, nu } = it;
  let iterations = 0;
  let best = Infinity;
  let stalled = 0;
  for (; iterations < MAX_ITERATIONS; iterations++) {
    const residual = it.refresh();
    const mu = it.complementarity();
    const error = Math.max(residual, mu);
    if (error < 1e-12) break;
    stalled = error < 0.9 * best ? 0 : stalled + 1;
    best = Math.min(best, error);
    if (stalled > 30) break;
    const newton = factor(it);
    if (!newton) break;

    const { direction, alpha } = nextStep(it, newton, mu);
    for (let i = 0; i < n; i++) x[i]! += alpha * direction.x[i]!;
    for (let k = 0; k < s.length; k++) {
      s[k]! += alpha * direction.s[k]!;
      z[k]! += alpha * direction.z[k]!;
    }
    for (let j = 0; j < nu.length; j++) nu[j]! += alpha * direction.nu[j]!;
  }
  return it.answer(best < 1e-9 ? "solved" : best < 1e-6 ? "inaccurate" : "failed", iterations);
}

/**
 * Mehrotra's step; where its second-order term leaves little room, a centred step without it, if that reaches
 * further. Where the objective curves, steps stop well before a limit, or they outrun the curvature they were made
 * with.
 */
function nextStep(
  it: Conditions,
  newton: Newton,
  mu: number,
): { direction: Direction; alpha: number } {
  const predictor = newton(it.targets(0), null);
  const sigma = reducedMu(it, predictor, Math.min(1, longestStep(it, predictor, 1)), mu);
  const corrected = newton(it.targets(sigma * mu), predictor);
  const alpha = Math.min(1, longestStep(it, corrected, it.isCurved ? 0.6 : 0.995));
  if (alpha > 0.1) return { direction: corrected, alpha };
  const centred = newton(it.targets(0.8 * mu), null);
  const reach = Math.min(1, longestStep(it, centred, 0.9));
  return reach > alpha ? { direction: centred, alpha: reach } : { direction: corrected, alpha };
}

type Newton = (target: Float64Array, before: Direction | null) => Direction;
type Direction = { x: Float64Array; s: Float64Array; z: Float64Array; nu: Float64Array };

/**
 * Factors the reduced Newton system once and returns its solver for a target τ (and, for the corrector, the
 * predictor's ΔsΔz). Eliminating Δs and Δz leaves [K, Eᵀ; E, 0] with K = H + GᵀDG + EᵀE (adding EᵀE changes
 * nothing on Ex = d and makes K positive definite), which is solved through its Schur complement EK⁻¹Eᵀ.
 */
function factor(it: Conditions): Newton | null {
  const { n, s, z, equations } = it;
  const k = factoredMatrix(it);
  if (!k) return null;
  const p = equations.length;
  const solvedRows = equations.map((row) => {
    const column = new Float64Array(n);
    row.index.forEach((i, at) => (column[i]! += it.isPinned(i) ? 0 : row.value[at]!));
    choleskySolve(k, n, column);
    return column;
  });
  const schur = new Float64Array(p * p);
  equations.forEach((row, a) =>
    solvedRows.forEach((column, b) => (schur[a * p + b] = it.freeRowDot(row, column))),
  );
  let size = 0;
  for (let a = 0; a < p; a++) size = Math.max(size, schur[a * p + a]!);
  for (let a = 0; a < p; a++) schur[a * p + a]! += 1e-14 * size;
  if (!choleskyInPlace(schur, p)) return null;

  return (target, before) => {
    const w = new Float64Array(s.length);
    for (let i = 0; i < w.length; i++) {
      const bent = before ? before.s[i]! * before.z[i]! : 0;
      w[i] = (s[i]! * z[i]! - target[i]! + bent - z[i]! * it.limitResidual[i]!) / s[i]!;
    }
    const dx = it.rhs(w);
    choleskySolve(k, n, dx);
    const nu = Float64Array.from(
      equations,
      (row, a) => it.freeRowDot(row, dx) + it.equationResidual[a]!,
    );
    choleskySolve(schur, p, nu);
    solvedRows.forEach((column, a) => {
      for (let i = 0; i < n; i++) dx[i]! -= column[i]! * nu[a]!;
    });
    const moved = it.limitSlopes(dx);
    const ds = moved.map((value, i) => -it.limitResidual[i]! - value);
    const dz = ds.map((_, i) => (z[i]! / s[i]!) * moved[i]! - w[i]!);
    return { x: dx, s: ds, z: dz, nu };
  };
}

/** The Cholesky factor of K + ε·I, with the least ε from 1e-13 that lets it exist. */
function factoredMatrix(it: Conditions): Float64Array | null {
  for (let shift = 1e-13; shift < 1e-5; shift *= 100) {
    const k = it.newtonMatrix();
    for (let i = 0; i < it.n; i++) k[i * it.n + i]! += shift;
    if (choleskyInPlace(k, it.n)) return k;
  }
  return null;
}

function longestStep({ s, z }: Conditions, direction: Direction, keep: number): number {
  let alpha = 1 / keep;
  for (let k = 0; k < s.length; k++) {
    if (direction.s[k]! < 0) alpha = Math.min(alpha, -s[k]! / direction.s[k]!);
    if (direction.z[k]! < 0) alpha = Math.min(alpha, -z[k]! / direction.z[k]!);
  }
  return keep * alpha;
}

/** Mehrotra's σ = (μ after the predictor / μ)³. */
function reducedMu(it: Conditions, direction: Direction, alpha: number, mu: number): number {
  if (mu <= 0) return 0;
  const s = it.s.map((value, k) => value + alpha * direction.s[k]!);
  const z = it.z.map((value, k) => value + alpha * direction.z[k]!);
  return Math.min(1, (it.complementarity(s, z) / mu) ** 3);
}
