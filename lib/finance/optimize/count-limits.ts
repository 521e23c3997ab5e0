import { refuse } from "#lib/finance/errors.ts";
import { certify } from "#lib/finance/solver/certificate.ts";
import { solveWithInteriorPoint } from "#lib/finance/solver/interior-point.ts";
import type { Program, SparseRow } from "#lib/finance/solver/program.ts";

type Counted = {
  counts: readonly { meaning: string; assetIds: readonly string[]; max: number }[];
  minPosition: number;
  maxRelaxations: number;
};

/**
 * Refuses limits on holdings that mean nothing: a count that is no whole number above zero, an asset that is not there.
 */
export function checkCounts(
  assets: readonly { id: string }[],
  { counts, minPosition, maxRelaxations }: Counted,
): void {
  const known = new Set(assets.map(({ id }) => id));
  for (const { meaning, assetIds, max } of counts) {
    checkMost(meaning, max);
    const unknown = assetIds.find((id) => !known.has(id));
    if (unknown !== undefined)
      refuse(`The limit “${meaning}” names an unknown asset “${unknown}”.`);
  }
  checkLeast(minPosition);
  if (!(maxRelaxations >= 1)) refuse("The search needs at least one step.");
}

/** Refuses "at most 0 holdings", and counts that are not whole. */
export function checkMost(meaning: string, max: number): void {
  if (!(Number.isInteger(max) && max >= 1))
    refuse(`The limit “${meaning}” needs a whole number of holdings, 1 or more, not ${max}.`);
}

/** Refuses a least position that is no share of a portfolio. */
export function checkLeast(minPosition: number): void {
  if (!(minPosition >= 0 && minPosition < Infinity))
    refuse("The least position must be zero or more.");
}

/** What limits may be broken by and still count as met: the acceptance of `optimize`. */
const rounding = 1e-7;

/**
 * Whether it is proven that nothing meets these limits: the least sum of slacks on the rows is above what rounding
 * explains, less the gap of its own proof (Farkas, by the elastic program).
 */
export function provenEmpty({
  size,
  lower,
  upper,
  rows,
}: Pick<Program, "size" | "lower" | "upper" | "rows">): boolean {
  let slacks = 0;
  const elastic: SparseRow[] = [];
  for (const { index, value, min, max } of rows) {
    if (max < Infinity)
      elastic.push({
        index: [...index, size + slacks++],
        value: [...value, -1],
        min: -Infinity,
        max,
      });
    if (min > -Infinity)
      elastic.push({
        index: [...index, size + slacks++],
        value: [...value, 1],
        min,
        max: Infinity,
      });
  }
  const total = size + slacks;
  const grown = (values: Float64Array, fill: number) => {
    const out = new Float64Array(total).fill(fill);
    out.set(values);
    return out;
  };
  const program: Program = {
    size: total,
    quadratic: null,
    linear: new Float64Array(total).fill(1, size),
    lower: grown(lower, 0),
    upper: grown(upper, Infinity),
    rows: elastic,
  };
  const { x, rowDuals } = solveWithInteriorPoint(program);
  const { gap, boundViolation, rowViolation } = certify(program, x, program.linear, rowDuals);
  const least = x.subarray(size).reduce((sum, slack) => sum + slack, 0) - gap;
  return boundViolation <= rounding && rowViolation <= rounding && least > rounding * slacks;
}
