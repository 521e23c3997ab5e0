const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** 14:02 */
export const timeText = (at: Date | number): string => time.format(at);
/** 22 November */
export const dayText = (at: Date | number): string => day.format(at);
/** 22 Nov */
export const shortDayText = (at: Date | number): string => shortDay.format(at);
/** 22 November 2026 */
export const dateText = (at: Date | number): string => date.format(at);

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
