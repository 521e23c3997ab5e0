// Loaded before anything else, `?hours=`: a process whose own clock is wrong, and is set again every now and then.
const hours = Number(new URL(import.meta.url).searchParams.get("hours"));
const hourMs = 3_600_000;

const honest = Date;

/** Wrong by the hours in one direction, then by as many in the other. */
function wrongNow(): number {
  const ahead = Math.floor(performance.now() / 1_500) % 2 === 0;
  return honest.now() + (ahead ? hours : -hours) * hourMs;
}

globalThis.Date = new Proxy(honest, {
  construct: (target, given, self): Date =>
    Reflect.construct(target, given.length === 0 ? [wrongNow()] : given, self),
  get: (target, key): unknown => (key === "now" ? wrongNow : Reflect.get(target, key)),
});
