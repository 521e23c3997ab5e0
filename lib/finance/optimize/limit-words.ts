import type { OptimizeProblem } from "./problem.ts";

/** A limit as it was given, with all its digits: 0.12345 is "12.345%". */
export function asGiven(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`;
}

/**
 * Where a limit would have to move to, in two decimals of a percent and never a little too little: rounded away from
 * where it stands, so that the figure can be typed in and holds.
 */
export function farEnough(to: number, from: number): number {
  const hundredths = to * 1e4;
  return (to > from ? Math.ceil(hundredths - 1e-6) : Math.floor(hundredths + 1e-6)) / 1e4;
}

/** ", a usual limit from the planning assumptions" of a limit that the person never set, else nothing. */
export function originOf({ origins }: Pick<OptimizeProblem, "origins">, limitId: string): string {
  const origin = origins && Object.hasOwn(origins, limitId) ? origins[limitId] : undefined;
  return origin === undefined ? "" : `, ${origin}`;
}

/**
 * How a row may be loosened, in words a person can act on: a share where it is one, else by how much it must give way.
 */
export function loosenedRow(
  { coef, meaning }: { coef: Readonly<Record<string, number>>; meaning: string },
  origin: string,
  { from, to, side }: { from: number; to: number; side: "min" | "max" },
): string {
  const factors = Object.values(coef).filter((value) => value !== 0);
  const named = `“${meaning}”${origin && `${origin},`}`;
  if (factors.every((value) => value === 1)) {
    const verb = side === "max" ? "Raise" : "Lower";
    const word = side === "max" ? "maximum" : "minimum";
    return `${verb} the ${word} of ${named} from ${asGiven(from)} to ${asGiven(farEnough(to, from))}.`;
  }
  const compares = factors.some((value) => value > 0) && factors.some((value) => value < 0);
  if (compares) {
    const gap = Number((Math.abs(to - from) * 100).toFixed(1));
    return `${named} would have to give way by ${gap} points. Leave out one of the kinds that it compares, or change another limit.`;
  }
  const way = side === "max" ? "max" : "min";
  return `Loosen ${named} to a ${way} of ${Number(to.toFixed(4))} instead of ${Number(from.toPrecision(12))}.`;
}
