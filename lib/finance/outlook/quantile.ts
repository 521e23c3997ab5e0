import { refuse } from "#lib/finance/errors.ts";

/**
 * The p-quantile of values sorted upwards, with linear interpolation (type 7, as in R and NumPy). Refuses no values.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0 || !(p >= 0 && p <= 1))
    refuse("A quantile needs values, and a share between 0 and 1.");
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  if (!Number.isFinite(low) || !Number.isFinite(high))
    refuse("A quantile needs values, all numbers.");
  return low + (place - below) * (high - low);
}
