import { refuse } from "#lib/finance/errors.ts";

type Bounds = readonly { min: number; max: number }[];

/**
 * The share of the first of two sides in inverse proportion to their risks: 1 − a/(a + b), and half where neither has
 * any (as two assets that cancel each other out). Refuses risks below zero, of what gains even at its worst: weight
 * against such a risk means nothing.
 */
export function inverseRiskShare(a: number, b: number): number {
  if (!(a >= 0 && b >= 0 && a + b < Infinity)) refuseNoRisk();
  return a + b > 0 ? 1 - a / (a + b) : 0.5;
}

/** Weights in inverse proportion to risks; refuses an asset without any by the measure, which would take everything. */
export function inverseRiskWeights(risks: readonly number[]): number[] {
  if (!risks.every((risk) => risk > 0 && risk < Infinity)) refuseNoRisk();
  const inverse = risks.map((risk) => 1 / risk);
  const total = inverse.reduce((sum, value) => sum + value, 0);
  if (!(total < Infinity)) refuseNoRisk();
  return inverse.map((value) => value / total);
}

function refuseNoRisk(): never {
  return refuse(
    "An asset or a group of them has no risk by this measure, so weight cannot be shared out against it. Use another measure, or leave it out.",
  );
}

/** Refuses bounds that no weights adding up to 1 can keep. */
export function requireRoom(bounds: Bounds | undefined, n: number): void {
  if (!bounds) return;
  if (bounds.length !== n) refuse(`There are ${n} assets but ${bounds.length} bounds.`);
  if (bounds.some(({ min, max }) => !(min >= 0 && min <= max)))
    refuse("Every minimum must be zero or more and not above its maximum.");
  const least = bounds.reduce((sum, { min }) => sum + min, 0);
  const most = bounds.reduce((sum, { max }) => sum + max, 0);
  if (least > 1 + 1e-9 || most < 1 - 1e-9)
    refuse("These limits leave no weights that add up to 100%.");
}

/** A share moved, where it must, to what two sides of a split may hold of the `whole` that is theirs. */
export function shareWithin(
  bounds: Bounds | undefined,
  whole: number,
  sides: readonly [readonly number[], readonly number[]],
  share: number,
): number {
  if (!bounds || !(whole > 0)) return share;
  const room = (part: readonly number[], side: "min" | "max") =>
    part.reduce((sum, i) => sum + bounds[i]![side], 0) / whole;
  const first = Math.min(room(sides[0], "max"), Math.max(room(sides[0], "min"), share));
  return 1 - Math.min(room(sides[1], "max"), Math.max(room(sides[1], "min"), 1 - first));
}
