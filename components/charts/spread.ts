/**
 * Moves labels on one line apart until each has `gap` between it and the next, as little as needed, within the limits
 * where they fit. Keeps their order.
 */
export function spread(
  wanted: readonly number[],
  gap: number,
  low: number,
  high: number,
): number[] {
  const order = wanted.map((value, i) => ({ value, i })).toSorted((a, b) => a.value - b.value);
  const placed = order.map(({ value }) => value);
  for (let i = 0; i < placed.length; i++) {
    const floor = i === 0 ? low : placed[i - 1]! + gap;
    placed[i] = Math.max(placed[i]!, floor);
  }
  for (let i = placed.length - 1; i >= 0; i--) {
    const ceiling = i === placed.length - 1 ? high : placed[i + 1]! - gap;
    placed[i] = Math.min(placed[i]!, ceiling);
  }
  const result: number[] = [];
  for (const [rank, { i }] of order.entries()) result[i] = placed[rank]!;
  return result;
}
