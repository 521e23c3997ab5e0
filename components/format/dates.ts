/** The time zone of a clock, and its time. */
export type Clock = { readonly zone: string; readonly now: number };

type Moment = Date | number;

const formats = new Map<string, Intl.DateTimeFormat>();

/** 14:02, or 14:02 UTC where the reader's own time zone is unknown. */
export function timeText(at: Moment, { zone }: Clock): string {
  const time = formatted(at, zone, { hour: "2-digit", minute: "2-digit" });
  return zone === "UTC" ? `${time} UTC` : time;
}

/** 22 November */
export function dayText(at: Moment, { zone }: Clock): string {
  return formatted(at, zone, { day: "numeric", month: "long" });
}

/** 22 Nov */
export function shortDayText(at: Moment, { zone }: Clock): string {
  return formatted(at, zone, { day: "numeric", month: "short" });
}

/** 22 November 2026 */
export function dateText(at: Moment, { zone }: Clock): string {
  return formatted(at, zone, { day: "numeric", month: "long", year: "numeric" });
}

/** 22 November 14:02 */
export function momentText(at: Moment, clock: Clock): string {
  return `${dayText(at, clock)} ${timeText(at, clock)}`;
}

/** Only the time for a moment of today. Otherwise with its day, and in another year with the year. */
export function untilText(at: Moment, clock: Clock): string {
  const date = dateText(at, clock);
  if (date === dateText(clock.now, clock)) return timeText(at, clock);
  const sameYear = date.slice(-4) === dateText(clock.now, clock).slice(-4);
  return `${sameYear ? dayText(at, clock) : date} ${timeText(at, clock)}`;
}

function formatted(at: Moment, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${timeZone} ${Object.keys(options).join(" ")} ${options.month ?? ""}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
    formats.set(key, format);
  }
  return format.format(at);
}

/** How long something took, in the largest unit that says enough: 41 milliseconds, 6.2 seconds, 2 minutes. */
export function durationText(ms: number): string {
  if (ms < 1_000) return counted(Math.max(0, Math.round(ms)), "millisecond");
  const seconds = ms / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} seconds`;
  if (seconds < 90) return counted(Math.round(seconds), "second");
  const minutes = seconds / 60;
  if (minutes < 90) return counted(Math.round(minutes), "minute");
  const hours = minutes / 60;
  return hours < 36 ? counted(Math.round(hours), "hour") : counted(Math.round(hours / 24), "day");
}

/** "1 step", "4 steps". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
