import { refuse } from "#lib/finance/errors.ts";

import { logNormalYear } from "./log-normal.ts";
import { quantileOfSorted } from "./quantile.ts";
import { seededRandom, type Random } from "./random.ts";

export type ProjectionInput = {
  /**
   * Money at the start and put in at the end of each month, both in today's money (the saving rises with inflation).
   */
  initial: number;
  monthlySaving: number;
  years: number;
  /** Yearly inflation; amounts are given back in today's money. */
  inflation: number;
  /** Where monthly returns come from. */
  returns:
    | { kind: "log_normal"; expectedReturn: number; volatility: number }
    | { kind: "bootstrap"; monthlyReturns: readonly number[]; meanBlockMonths?: number };
  /** Yearly cost as a fraction of the portfolio, taken monthly. */
  yearlyCost?: number;
  /** An amount in today's money to be reached at the end. */
  goal?: number;
  paths?: number;
  seed?: number;
};

/** Percentiles over all paths after `year` years, in today's money. */
export type FanPoint = {
  year: number;
  p5: number;
  p10: number;
  p50: number;
  p90: number;
  p95: number;
};

export type Projection = {
  fan: FanPoint[];
  /** Everything put in until the end, in today's money. */
  contributed: number;
  /** Share of paths that end at the goal or above, with its standard error √(p(1−p)/paths); null without a goal. */
  goal: { probability: number; standardError: number } | null;
  /** Mean over paths of the final amount, with its standard error. */
  mean: { value: number; standardError: number };
  /** Deepest fall of the invested money itself (savings left out) on the median and on the one-in-twenty path. */
  maxDrawdown: { median: number; bad: number };
  paths: number;
  seed: number;
};

/**
 * Many possible futures of a portfolio with monthly saving: Vₘ = Vₘ₋₁·(1 + rₘ) + saving, everything in
 * today's money. `log_normal`: ln(1 + r) = (a − ln(1+inflation) + ln(1−cost))/12 + b/√12·z (see
 * `logNormalYear`). `bootstrap`: the stationary block bootstrap of Politis & Romano (1994), blocks of geometric length
 * (mean 12 months unless said) from past months, wrapped. Hypothetical, not a promise. The same seed gives the same
 * figures. Throws `invalid_input` for figures without a meaning.
 */
export function project(input: ProjectionInput): Projection {
  const { initial, monthlySaving, years, paths = 10_000, seed = 1, goal } = input;
  check(input, paths);
  const months = Math.round(years * 12);
  const marks = Array.from({ length: Math.ceil(months / 12) }, (_, k) =>
    Math.min(12 * (k + 1), months),
  );
  const atMark = marks.map(() => new Float64Array(paths));
  const deepest = new Float64Array(paths);
  const random = seededRandom(seed);
  const nextGrowth = growthSource(input, random);

  for (let p = 0; p < paths; p++) {
    let value = initial;
    let level = 1;
    let high = 1;
    let fall = 0;
    nextGrowth.restart();
    for (let m = 1, mark = 0; m <= months; m++) {
      const growth = nextGrowth.month();
      value = value * growth + monthlySaving;
      level *= growth;
      if (level > high) high = level;
      else if (1 - level / high > fall) fall = 1 - level / high;
      if (m === marks[mark]) atMark[mark++]![p] = value;
    }
    deepest[p] = fall;
  }
  deepest.sort();
  const final = atMark.at(-1)!;
  if (!final.every((value) => Math.abs(value) < 1e100))
    refuse("These figures grow beyond what can be calculated.");
  return {
    fan: [
      pointAt(0, new Float64Array([initial])),
      ...marks.map((m, k) => pointAt(m / 12, atMark[k]!.toSorted())),
    ],
    contributed: initial + monthlySaving * months,
    goal: goal === undefined ? null : chanceOf(final, goal),
    mean: meanOf(final),
    maxDrawdown: { median: quantileOfSorted(deepest, 0.5), bad: quantileOfSorted(deepest, 0.95) },
    paths,
    seed,
  };
}

/** Amounts above this lose their cents to rounding. */
const MOST_MONEY = 1e13;

function check(input: ProjectionInput, paths: number): void {
  const { years, inflation, yearlyCost = 0 } = input;
  checkAmounts(input);
  if (!(years >= 1 / 12 && years <= 100))
    refuse("The horizon must be between one month and 100 years.");
  if (!(inflation > -0.5 && inflation < 1))
    refuse("The inflation must lie between −50% and 100% a year.");
  if (!(yearlyCost >= 0 && yearlyCost < 1)) refuse("The yearly cost must lie between 0% and 100%.");
  if (!(Number.isInteger(paths) && paths >= 1 && paths <= 1_000_000))
    refuse("The number of paths must lie between 1 and 1,000,000.");
}

function checkAmounts({ initial, monthlySaving, goal }: ProjectionInput): void {
  if (!(initial >= 0) || !Number.isFinite(initial))
    refuse("The starting amount must be zero or more.");
  if (!Number.isFinite(monthlySaving)) refuse("The monthly saving must be a number.");
  if (Math.max(initial, Math.abs(monthlySaving)) > MOST_MONEY)
    refuse("These amounts are too large to calculate with.");
  if (goal !== undefined && !Number.isFinite(goal)) refuse("The goal must be an amount.");
}

/** Real growth factors after cost, month by month; `restart` begins a new path. */
function growthSource(
  input: ProjectionInput,
  random: Random,
): { restart: () => void; month: () => number } {
  const { returns, inflation, yearlyCost = 0 } = input;
  const erosion = (Math.log1p(-yearlyCost) - Math.log1p(inflation)) / 12;
  if (returns.kind === "log_normal") {
    const { mean, deviation } = logNormalYear(returns.expectedReturn, returns.volatility);
    const drift = mean / 12 + erosion;
    const step = deviation / Math.sqrt(12);
    return { restart: () => {}, month: () => Math.exp(drift + step * random.normal()) };
  }
  const { monthlyReturns, meanBlockMonths = 12 } = returns;
  if (monthlyReturns.length < 24 || !monthlyReturns.every((r) => Number.isFinite(r) && r > -1))
    refuse("The bootstrap needs at least 24 monthly returns above −100%.");
  if (!(meanBlockMonths >= 1)) refuse("Blocks must be at least one month long.");
  const keep = Math.exp(erosion);
  const growth = Float64Array.from(monthlyReturns, (r) => (1 + r) * keep);
  let at = 0;
  return {
    restart: () => (at = random.below(growth.length)),
    month: () => {
      const value = growth[at]!;
      at =
        random.uniform() * meanBlockMonths < 1
          ? random.below(growth.length)
          : (at + 1) % growth.length;
      return value;
    },
  };
}

function pointAt(year: number, sorted: Float64Array): FanPoint {
  const at = (p: number) => quantileOfSorted(sorted, p);
  return { year, p5: at(0.05), p10: at(0.1), p50: at(0.5), p90: at(0.9), p95: at(0.95) };
}

function chanceOf(final: Float64Array, goal: number): NonNullable<Projection["goal"]> {
  let reached = 0;
  for (const value of final) if (value >= goal) reached++;
  const probability = reached / final.length;
  return {
    probability,
    standardError: Math.sqrt((probability * (1 - probability)) / final.length),
  };
}

function meanOf(final: Float64Array): Projection["mean"] {
  let sum = 0;
  for (const value of final) sum += value;
  const value = sum / final.length;
  let squares = 0;
  for (const one of final) squares += (one - value) ** 2;
  return {
    value,
    standardError: Math.sqrt(squares / Math.max(1, final.length - 1) / final.length),
  };
}
