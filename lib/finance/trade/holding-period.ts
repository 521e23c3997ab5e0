import { refuse } from "#lib/finance/errors.ts";

const day = 86_400_000;

/**
 * The first day on which a sale is long-term: the day after the first anniversary of the purchase. What was bought on
 * 29 February has its anniversary on 28 February, the last day of that month. ISO days in and out; refuses what is no
 * day.
 */
export function longTermFrom(bought: string): string {
  const date = new Date(dayNumber(bought) * day);
  const [year, month] = [date.getUTCFullYear() + 1, date.getUTCMonth()];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const anniversary = Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth));
  return new Date(anniversary + day).toISOString().slice(0, 10);
}

/** Days from one ISO day to another; below zero when `to` comes first. Refuses what is no day, such as 2026-02-30. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

function dayNumber(iso: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/u.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : NaN;
  const exists = Number.isFinite(time) && new Date(time).toISOString().startsWith(iso);
  return exists ? time / day : refuse(`“${iso}” is not a date.`);
}
