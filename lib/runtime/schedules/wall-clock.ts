import { LRUCache } from "lru-cache";

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** No clock that is in use has been changed at any other minute since 1970. */
const quarterMs = 15 * minuteMs;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}

/** By zone and quarter of an hour: asking the standard library takes long. */
const offsets = new LRUCache<string, number>({ max: 5_000 });

/** What the clocks of a zone show at an instant, as the epoch milliseconds at which UTC clocks show the same. */
export function wallTime(timeZone: string, instant: number): number {
  const quarter = Math.floor(instant / quarterMs) * quarterMs;
  const key = `${timeZone} ${quarter}`;
  const offset = offsets.get(key) ?? offsetAt(timeZone, quarter);
  offsets.set(key, offset);
  return instant + offset;
}

function offsetAt(timeZone: string, quarter: number): number {
  const parts = formatOf(timeZone).formatToParts(quarter);
  const valueOf = (name: string) => Number(parts.find(({ type }) => type === name)?.value);
  const [year, month, day] = [valueOf("year"), valueOf("month"), valueOf("day")];
  return Date.UTC(year, month - 1, day, valueOf("hour"), valueOf("minute")) - quarter;
}

/**
 * The instants at which the clocks of a zone show a time: usually one, none of a time that they skip, two of one that
 * comes twice.
 */
export function instantsOf(timeZone: string, wall: number): number[] {
  const nearby = [-dayMs, dayMs].map((away) => wallTime(timeZone, wall + away) - (wall + away));
  return [...new Set(nearby)]
    .map((offset) => wall - offset)
    .filter((instant) => wallTime(timeZone, instant) === wall)
    .toSorted((a, b) => a - b);
}

/** The instant at which the clocks of a zone skip over a time that they never show. */
export function instantOfSkip(timeZone: string, wall: number): number {
  // A day off, clocks show one time before the change and one after it: the change lies where they first show more than
  // `wall`.
  let before = Math.floor(wall / quarterMs) * quarterMs - dayMs;
  let after = before + 2 * dayMs;
  while (after - before > quarterMs) {
    const middle = Math.ceil((before + after) / 2 / quarterMs) * quarterMs;
    if (wallTime(timeZone, middle) < wall) before = middle;
    else after = middle;
  }
  return after;
}
