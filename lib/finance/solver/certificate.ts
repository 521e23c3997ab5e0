import { addRowDuals, rowValue, type Program } from "./program.ts";

export type Gaps = { boundViolation: number; rowViolation: number; gap: number };

/**
 * How far x breaks its limits, and a proven bound on how far it is from optimal.
 *
 * For a convex f with gradient g at x, any feasible v has f(v) − f(x) ≥ gᵀ(v − x) (Frank–Wolfe gap). With row
 * multipliers y and r = g + Aᵀy, the right side is at least
 *   −Σᵢ max over v in [lᵢ, uᵢ] of rᵢ·(xᵢ − v) − Σⱼ |yⱼ|·(slack of the side y presses on),
 * which needs no trust in any solver. `gap` is the sum of those two terms: 0 at an optimum. A side without a bound
 * counts as ±`reach` around x (10, or ten times the largest weight), so such answers are proven within that box.
 */
export function certify(
  program: Pick<Program, "lower" | "upper" | "rows">,
  x: Float64Array,
  slope: Float64Array,
  rowDuals: ArrayLike<number>,
): Gaps {
  const { lower, upper, rows } = program;
  const reduced = slope.slice();
  addRowDuals(reduced, rows, rowDuals);
  const reach = 10 * Math.max(1, ...x.map(Math.abs));

  let boundViolation = 0;
  let gap = 0;
  for (let i = 0; i < x.length; i++) {
    const below = x[i]! - lower[i]!;
    const above = upper[i]! - x[i]!;
    boundViolation = Math.max(boundViolation, -below, -above);
    const room = Math.min(reach, reduced[i]! > 0 ? below : above);
    gap += Math.abs(reduced[i]!) * Math.max(0, room);
  }
  let rowViolation = 0;
  rows.forEach((row, j) => {
    const value = rowValue(row, x);
    rowViolation = Math.max(rowViolation, row.min - value, value - row.max);
    const y = rowDuals[j]!;
    if (y !== 0) gap += Math.abs(y) * Math.max(0, y > 0 ? row.max - value : value - row.min);
  });
  return {
    boundViolation: orEndless(boundViolation),
    rowViolation: orEndless(rowViolation),
    gap: orEndless(gap),
  };
}

/** What is no number proves nothing. */
function orEndless(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}
