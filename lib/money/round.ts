/**
 * The one rule by which figures are rounded, everywhere: to the nearest, halves away from zero, by the decimals that a
 * person would write. So 1.005 becomes 1.01 though it is stored as a little less, and −2,255 becomes −2,260 as
 * 2,255 becomes 2,260. Never −0.
 */
export function roundTo(value: number, decimals: number): number {
  if (!Number.isFinite(value)) return value;
  const scaled = Math.round(shifted(Math.abs(value), decimals));
  const size = shifted(scaled, -decimals);
  return size === 0 ? 0 : Math.sign(value) * size;
}

/** To the nearest whole multiple of `step`, by the same rule. */
export function roundToStep(value: number, step: number): number {
  return roundTo(value / step, 0) * step || 0;
}

/** value·10^places as the decimal number says it, not as its binary neighbour does. */
function shifted(value: number, places: number): number {
  const [digits, exponent = "0"] = String(value).split("e");
  return Number(`${digits}e${Number(exponent) + places}`);
}

/**
 * An amount worked out from estimates, rounded to what it can be trusted for: 4,083 is 4,080, 89,342 is 89,300.
 * Rounding it again changes nothing, so it may be kept rounded and shown anywhere.
 */
export function estimate(amount: number): number {
  const size = Math.abs(roundTo(amount, 0));
  return roundToStep(amount, size >= 10_000 ? 100 : size >= 1_000 ? 10 : 1);
}
