/**
 * Whether units times price is the value, as far as figures that were rounded, or taken some minutes apart, can tell.
 */
export function adds(units: number, price: number, value: number): boolean {
  const rounded = Math.abs(units) * 0.0051 + 0.011;
  return Math.abs(units * price - value) <= Math.max(rounded, Math.abs(value) * 0.02);
}
