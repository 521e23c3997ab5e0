import { refuse } from "#lib/finance/errors.ts";

/** The normal law of ln(1 + R): mean and standard deviation per year. */
export type LogNormal = { mean: number; deviation: number };

/**
 * The log-normal year with a given arithmetic mean m and volatility s of the simple return R:
 * deviation² = ln(1 + s²/(1+m)²), mean = ln(1+m) − deviation²/2. Throws `invalid_input` for m ≤ −1 or s < 0.
 */
export function logNormalYear(expectedReturn: number, volatility: number): LogNormal {
  if (!(expectedReturn > -1) || !Number.isFinite(expectedReturn))
    refuse("The expected return must be above −100%.");
  if (!(volatility >= 0) || !Number.isFinite(volatility))
    refuse("The volatility must be zero or more.");
  const variance = Math.log1p((volatility / (1 + expectedReturn)) ** 2);
  if (!Number.isFinite(variance)) refuse("The volatility is too large to calculate with.");
  return { mean: Math.log1p(expectedReturn) - variance / 2, deviation: Math.sqrt(variance) };
}
