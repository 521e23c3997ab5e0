import { refuse } from "./errors.ts";

/** Refuses figures that are not all numbers (NaN, ±Infinity) with a sentence of the caller's. */
export function requireFinite(values: ArrayLike<number>, sentence: string): void {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) refuse(sentence);
}

/** Refuses a number of periods a year that is no number above zero. */
export function requirePeriods(periodsPerYear: number): void {
  if (!(periodsPerYear > 0 && periodsPerYear < Infinity))
    refuse("The number of periods a year must be above zero.");
}
