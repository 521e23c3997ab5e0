import { estimate } from "./round.ts";

type Point = {
  readonly year: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
};

/**
 * Where an amount may lead as it is shown everywhere: what is there at the start is known and exact, what follows is an
 * estimate.
 */
export function shownFan<T extends Point>(fan: readonly T[]): T[] {
  return fan.map((point) =>
    point.year === 0
      ? point
      : {
          ...point,
          p10: estimate(point.p10),
          p50: estimate(point.p50),
          p90: estimate(point.p90),
        },
  );
}
