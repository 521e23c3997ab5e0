import { dot, gradient } from "#lib/finance/solver/program.ts";

/** The residual, relative to the first, at which a direction is near enough. */
const nearEnough = 1e-2;

/**
 * A step of Newton's method for the minimum of ½·xᵀΣx − Σ bᵢ·ln xᵢ at x > 0: the direction d with
 *   (Σ + diag(bᵢ / xᵢ²))·d = b / x − Σx,
 * to a hundredth, by conjugate gradients that the diagonal preconditions (Nocedal & Wright 2006, algorithm 5.3),
 * shortened where x would lose more than nine tenths of a weight. `pull` is Σx; returns x + d and Σ(x + d), neither
 * given changed.
 */
export function newtonStep(
  sigma: Float64Array,
  b: Float64Array,
  x: Float64Array,
  pull: Float64Array,
): { x: Float64Array; pull: Float64Array } {
  const n = x.length;
  const barrier = b.map((budget, i) => budget / x[i]! ** 2);
  const scale = barrier.map((value, i) => value + sigma[i * n + i]!);
  const move = new Float64Array(n);
  const moved = new Float64Array(n);
  const rest = b.map((budget, i) => budget / x[i]! - pull[i]!);
  const scaled = rest.map((value, i) => value / scale[i]!);
  const along = scaled.slice();
  const first = dot(rest, scaled);
  for (let left = first, k = 0; left > nearEnough ** 2 * first && k < n; k++) {
    const pulled = gradient(sigma, along);
    const curved = pulled.map((value, i) => value + barrier[i]! * along[i]!);
    const length = left / dot(along, curved);
    for (let i = 0; i < n; i++) {
      move[i]! += length * along[i]!;
      moved[i]! += length * pulled[i]!;
      rest[i]! -= length * curved[i]!;
      scaled[i] = rest[i]! / scale[i]!;
    }
    const next = dot(rest, scaled);
    for (let i = 0; i < n; i++) along[i] = scaled[i]! + (next / left) * along[i]!;
    left = next;
  }
  let share = 1;
  for (let i = 0; i < n; i++) if (move[i]! < 0) share = Math.min(share, (-0.9 * x[i]!) / move[i]!);
  return {
    x: x.map((value, i) => value + share * move[i]!),
    pull: pull.map((value, i) => value + share * moved[i]!),
  };
}
