/** The rules that people choose by name. All others are written as cron. */
export const plainRules = [
  { how: "week", cron: "0 8 * * 1", label: "Every week", hint: "On Monday at 08:00" },
  { how: "month", cron: "0 8 1 * *", label: "Every month", hint: "On the first day at 08:00" },
  {
    how: "quarter",
    cron: "0 8 1 1,4,7,10 *",
    label: "Every quarter",
    hint: "On the first day of January, April, July and October at 08:00",
  },
] as const;

/** How often a rule starts runs: "Every week, on Monday at 08:00". */
export function ruleText(cron: string): string {
  const plain = plainRules.find((rule) => rule.cron === cron);
  if (!plain) return `By the rule ${cron}`;
  return `${plain.label}, ${plain.hint.charAt(0).toLowerCase()}${plain.hint.slice(1)}`;
}

/** A planned moment on the clocks of its schedule: "Tuesday 1 December 2026, 08:00 (Europe/Berlin)". */
export function plannedText(at: Date, timeZone: string): string {
  const weekday = at.toLocaleDateString("en-GB", { weekday: "long", timeZone });
  const day = at.toLocaleDateString("en-GB", { dateStyle: "long", timeZone });
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
  return `${weekday} ${day}, ${time} (${placeText(timeZone)})`;
}

/** A time zone as people write it. */
export function placeText(timeZone: string): string {
  return timeZone.replaceAll("_", " ");
}

/** What is wrong with the latest planned run. Null when nothing is. */
export function troubleText(schedule: {
  enabled: boolean;
  lastError: string | null;
  failures: number;
  missed: number;
}): string | null {
  const { enabled, lastError, failures, missed } = schedule;
  if (lastError !== null) {
    const times = failures === 1 ? "" : ` ${failures} times in a row`;
    const then = enabled
      ? "The next one starts as planned."
      : "The schedule was paused. Resume it when this is put right.";
    return `The run could not be started${times}. ${lastError} ${then}`;
  }
  if (missed === 0) return null;
  const runs = missed === 1 ? "1 planned run was" : `${missed} planned runs were`;
  return `${runs} missed while the service was down. One run was started for all of them.`;
}
