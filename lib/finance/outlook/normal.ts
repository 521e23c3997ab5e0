import { refuse } from "#lib/finance/errors.ts";

/**
 * Φ(x), the standard normal distribution function, to about 1e-15: the series of Marsaglia (2004) in the middle,
 * Lentz's continued fraction for the Mills ratio in the tails.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) refuse("The normal law is asked about a number.");
  if (x < -6) return normalDensity(x) * millsRatio(-x);
  if (x > 6) return 1 - normalDensity(x) * millsRatio(x);
  let sum = x;
  let term = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/** φ(x), the standard normal density. */
function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** (1 − Φ(x)) / φ(x) for x > 0, as the continued fraction 1/(x + 1/(x + 2/(x + 3/(…)))). */
function millsRatio(x: number): number {
  let value = x;
  for (let k = 60; k >= 1; k--) value = x + k / value;
  return 1 / value;
}

/** Φ⁻¹(p) for 0 < p < 1, by Newton steps on Φ from a rational start (Abramowitz & Stegun 26.2.23). */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) refuse("A quantile of the normal law needs a share between 0 and 1.");
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let x = -(
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
  );
  for (let k = 0; k < 4 && normalDensity(x) > 0; k++) x -= (normalCdf(x) - p) / normalDensity(x);
  return x;
}
