/** Runs `work` over and over, `lanes` at a time, for about `seconds`; returns how often per second. */
async function perSecond(
  work: () => Promise<unknown>,
  { lanes, seconds }: { lanes: number; seconds: number },
): Promise<number> {
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  let done = 0;
  const lane = async () => {
    while (performance.now() < end) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done / ((performance.now() - begun) / 1_000);
}

type Side = { work: () => Promise<unknown>; lanes: number };

/**
 * How often per second two kinds of work are done, in turns of a quarter of a second each, so that both meet the same
 * conditions. The ratio is the median of the turns' ratios. It says more than either figure when others use the machine
 * too.
 */
export async function compared(
  base: Side,
  side: Side,
  { seconds }: { seconds: number },
): Promise<{ base: number; side: number; ratio: number }> {
  const turn = 0.25;
  const rounds = Math.max(9, Math.round(seconds / turn));
  const pairs: { base: number; side: number }[] = [];
  /* eslint-disable no-await-in-loop -- in turns */
  for (let round = -2; round < rounds; round++) {
    const pair = {
      base: await perSecond(base.work, { lanes: base.lanes, seconds: turn }),
      side: await perSecond(side.work, { lanes: side.lanes, seconds: turn }),
    };
    if (round >= 0) pairs.push(pair); // the first ones warm up
  }
  /* eslint-enable no-await-in-loop */
  return {
    base: median(pairs.map((pair) => pair.base)),
    side: median(pairs.map((pair) => pair.side)),
    ratio: median(pairs.map((pair) => pair.side / pair.base)),
  };
}

/** How long each of `count` calls took, one after the other, in milliseconds, sorted. */
export async function durations(
  count: number,
  work: (i: number) => Promise<unknown>,
): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    await work(i);
    taken.push(performance.now() - begun);
  }
  return taken.toSorted((a, b) => a - b);
}

/** The value below which `share` of the sorted values lie. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/**
 * Prints one result as a line of JSON, figures to three significant digits. `target` is the required value of one of
 * them.
 */
export function report(
  name: string,
  figures: Readonly<Record<string, number>>,
  target?: string,
): void {
  const rounded = Object.entries(figures).map(([key, value]) => [
    key,
    Number(value.toPrecision(3)),
  ]);
  console.log(
    JSON.stringify({ bench: name, ...Object.fromEntries(rounded), ...(target && { target }) }),
  );
}
