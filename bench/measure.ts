/** Runs `work` over and over, `lanes` at a time, for about `seconds`; returns how often per second. */
export async function perSecond(
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

/** Prints one result as a line of JSON, figures to three significant digits. */
export function report(name: string, figures: Readonly<Record<string, number>>): void {
  const rounded = Object.entries(figures).map(([key, value]) => [
    key,
    Number(value.toPrecision(3)),
  ]);
  console.log(JSON.stringify({ bench: name, ...Object.fromEntries(rounded) }));
}
