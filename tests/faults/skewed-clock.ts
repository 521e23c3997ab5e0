// Loaded before anything else, `?hours=`: a process whose own clock is wrong, and is set anew every now and then.
const hours = Number(new URL(import.meta.url).searchParams.get("hours"));
const hourMs = 3_600_000;

const Honest = Date;
/** Wrong by the hours one way, then by as many the other way. */
const skewMs = () => (Math.floor(performance.now() / 1_500) % 2 === 0 ? hours : -hours) * hourMs;

globalThis.Date = class extends Honest {
  constructor(...given: unknown[]) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the arguments of `Date`, whichever they are
    super(...((given.length === 0 ? [Honest.now() + skewMs()] : given) as [number]));
  }
  static override now(): number {
    return Honest.now() + skewMs();
  }
} as DateConstructor;
