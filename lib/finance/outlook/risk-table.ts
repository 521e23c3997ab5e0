import { refuse } from "#lib/finance/errors.ts";

import { logNormalYear } from "./log-normal.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { quantileOfSorted } from "./quantile.ts";
import { seededRandom } from "./random.ts";

/** Losses are positive fractions of the starting value, in money terms before inflation. */
export type RiskTable = {
  volatility: number;
  /** One year in twenty ends with at least this loss (5% value at risk); below zero when even that year gains. */
  worstYear: number;
  /** The average loss over those one-in-twenty years (5% expected shortfall). */
  worstYearAverage: number;
  /** How likely a year with a loss is. */
  chanceOfLoss: number;
  /** The deepest fall from a high within the horizon: its median, and the one that is exceeded one time in twenty. */
  maxDrawdown: { median: number; bad: number };
};

export type RiskTableInput = {
  /** Arithmetic mean of the yearly simple return. */
  expectedReturn: number;
  volatility: number;
  /** Horizon of the drawdown, in years. */
  years?: number;
  paths?: number;
  seed?: number;
};

/**
 * What a portfolio may do in a bad year, if ln(1 + R) is normal with mean a and deviation b (see `logNormalYear`):
 * worstYear = 1 − exp(a + b·z), worstYearAverage = 1 − (1+m)·Φ(z − b)/0.05 with z = Φ⁻¹(0.05),
 * chanceOfLoss = Φ(−a/b). The drawdown is simulated from monthly steps (10 years, 2,000 paths unless said), the same
 * for the same seed. Throws `invalid_input` for figures no such year exists for.
 */
export function riskTable(input: RiskTableInput): RiskTable {
  const { expectedReturn, volatility, years = 10, paths = 2000, seed = 1 } = input;
  const { mean, deviation } = logNormalYear(expectedReturn, volatility);
  if (!(years > 0 && years <= 100)) refuse("The horizon must be above zero and at most 100 years.");
  if (!(Number.isInteger(paths) && paths >= 1 && paths <= 1_000_000))
    refuse("The number of paths must lie between 1 and 1,000,000.");
  const tail = 0.05;
  const z = normalQuantile(tail);
  return {
    volatility,
    worstYear: -Math.expm1(mean + deviation * z),
    worstYearAverage: 1 - ((1 + expectedReturn) * normalCdf(z - deviation)) / tail,
    chanceOfLoss: deviation > 0 ? normalCdf(-mean / deviation) : Number(mean < 0),
    maxDrawdown: simulatedDrawdown(mean, deviation, Math.round(years * 12), paths, seed),
  };
}

function simulatedDrawdown(
  mean: number,
  deviation: number,
  months: number,
  paths: number,
  seed: number,
): RiskTable["maxDrawdown"] {
  const random = seededRandom(seed);
  const drift = mean / 12;
  const step = deviation / Math.sqrt(12);
  const deepest = new Float64Array(paths);
  for (let p = 0; p < paths; p++) {
    let level = 0;
    let high = 0;
    let fall = 0;
    for (let m = 0; m < months; m++) {
      level += drift + step * random.normal();
      if (level > high) high = level;
      else if (high - level > fall) fall = high - level;
    }
    deepest[p] = -Math.expm1(-fall);
  }
  deepest.sort();
  return { median: quantileOfSorted(deepest, 0.5), bad: quantileOfSorted(deepest, 0.95) };
}
