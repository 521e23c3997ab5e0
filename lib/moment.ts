const shape =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d{0,6})?)?(Z|[+-]\d{2}:?\d{2})?)?$/iu;

const firstYear = 1970;
const lastYear = 9999;

/**
 * A date, or a date with a time, in epoch milliseconds. Null for anything else, such as a day that does not exist or a
 * text with more behind it. Without a zone it is read as UTC, wherever the server stands. A date alone is its midnight.
 */
export function parseMoment(text: string): number | null {
  const match = text.length <= 40 ? shape.exec(text.trim()) : null;
  if (!match) return null;
  const numbers = match.slice(1, 7).map((part) => Number(part ?? 0));
  const at = utcOf(numbers, Number((match[7] ?? "").padEnd(3, "0")));
  const offset = offsetOf(match[8]);
  return at === null || offset === null ? null : at - offset;
}

/** The parts of a date and time on UTC clocks as an instant. Null where clocks never show them. */
function utcOf(numbers: readonly number[], milliseconds: number): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const fits = [year >= firstYear && year <= lastYear, hour <= 23 && minute <= 59 && second <= 59];
  if (!fits.every(Boolean)) return null;
  const at = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  // The library carries 31 February over into March.
  const written = new Date(at);
  return written.getUTCMonth() === month - 1 && written.getUTCDate() === day ? at : null;
}

/** How far the clocks of a written zone are ahead of UTC; null for no zone that there is. */
function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
