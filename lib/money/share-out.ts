/**
 * Shares a whole number of units (cents, tenths of a percent) out by weight, so that the parts add up to it exactly:
 * each gets its exact part rounded down, and what is left goes one by one to the largest remainders (Hamilton), of
 * equal ones to the larger weight, then to the first. No part is off by a whole unit. Weights below zero count as none;
 * with no weight at all every part is 0.
 */
export function shareOut(units: number, weights: readonly number[]): number[] {
  const positive = weights.map((weight) => (weight > 0 && Number.isFinite(weight) ? weight : 0));
  const total = positive.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0) || !Number.isSafeInteger(units)) return weights.map(() => 0);
  const sign = Math.sign(units);
  const exact = positive.map((weight) => (Math.abs(units) * weight) / total);
  // What misses a whole unit by rounding alone has it already.
  const parts = exact.map((part) => Math.floor(part + 1e-9));
  const left = Math.abs(units) - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = [...exact.keys()].toSorted(
    (a, b) =>
      remainder(exact[b]!, parts[b]!) - remainder(exact[a]!, parts[a]!) ||
      exact[b]! - exact[a]! ||
      a - b,
  );
  for (const place of byRemainder.slice(0, Math.max(0, left))) parts[place]! += 1;
  return parts.map((part) => sign * part || 0);
}

function remainder(exact: number, part: number): number {
  return Math.round((exact - part) * 1e9);
}
