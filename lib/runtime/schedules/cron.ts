import { Cron } from "croner";

import { isTimeZone } from "#lib/time-zone.ts";

import { wrongPart } from "./cron-parts.ts";
import { instantOfSkip, instantsOf, wallTime } from "./wall-clock.ts";

/** The shortest time between two scheduled runs. */
const leastMinutesApart = 15;
/** How many future runs are looked at to check that: more than a day of the most frequent rule. */
const lookedAt = 100;
/** More missed runs than this are not counted one by one. */
const mostCounted = 1_000;

/** When runs start: a cron rule of five parts, read on the clocks of a time zone. */
export type Rule = { cron: string; timeZone: string };

/**
 * The first moment of the rule after another. Null when there is none. A time that the clocks skip in spring counts at
 * the moment of the skip. A time that comes twice in autumn counts the first time. A rule for every hour counts every
 * hour.
 */
export function nextMoment(rule: Rule, after: Date): Date | null {
  const [next] = momentsAfter(rule, after);
  return next ?? null;
}

/** How many moments of the rule lie after one moment and no later than another. */
export function momentsWithin(rule: Rule, after: Date, until: Date): number {
  let passed = 0;
  for (const at of momentsAfter(rule, after)) {
    if (at > until) break;
    passed += 1;
    if (passed === mostCounted) break;
  }
  return passed;
}

/** Clocks are never changed by more than this. */
const widestChangeMs = 3 * 3_600_000;

/**
 * The moments of a rule in order. The rule is read as times that clocks show, and each time is then looked up in the
 * zone: the library's own reading of a zone moves times of lists and ranges that meet a change of the clocks.
 */
function* momentsAfter(rule: Rule, after: Date): Generator<Date> {
  const times = new Cron(rule.cron, { utcOffset: 0, mode: "5-part", paused: true });
  const everyHour = isEveryHour(rule.cron);
  const from = after.getTime();
  let last = from;
  /** Instants that are known and may still be preceded by an earlier one. */
  let waiting: number[] = [];
  let time = new Date(wallTime(rule.timeZone, from) - widestChangeMs);
  for (;;) {
    const next = times.nextRun(time);
    waiting.push(...(next ? instantsAt(rule.timeZone, next.getTime(), everyHour) : []));
    waiting = waiting.filter((instant) => instant > last).toSorted((a, b) => a - b);
    // Later times are shown later, but for the hours around a change.
    const settled = next
      ? 2 * next.getTime() - wallTime(rule.timeZone, next.getTime()) - widestChangeMs
      : Infinity;
    const known = waiting.filter((instant) => instant < settled || !everyHour);
    waiting = waiting.slice(known.length);
    for (const instant of new Set(known)) {
      last = instant;
      yield new Date(instant);
    }
    if (!next) return;
    time = next;
  }
}

/** When a time of the rule counts. */
function instantsAt(timeZone: string, wall: number, everyHour: boolean): number[] {
  const instants = instantsOf(timeZone, wall);
  if (everyHour) return instants;
  return [instants[0] ?? instantOfSkip(timeZone, wall)];
}

/** Whether the hours of a rule are all 24. */
function isEveryHour(cron: string): boolean {
  const hours = cron.trim().split(/\s+/u)[1] ?? "";
  const day = new Cron(`0 ${hours} * * *`, { utcOffset: 0, mode: "5-part", paused: true });
  return (
    day
      .nextRuns(24, new Date(Date.UTC(2000, 0, 1) - 1))
      .at(-1)
      ?.getUTCDate() === 1
  );
}

/** What is wrong with a rule, a sentence per part of it; nothing when it can be used. */
export function problemsOf(rule: Rule, now: Date): { cron?: string[]; timeZone?: string[] } {
  if (!isTimeZone(rule.timeZone)) {
    return { timeZone: ["Choose a time zone, such as Europe/Berlin"] };
  }
  const moments = momentsOf(rule, now);
  if (moments === null) {
    const general = "Write the rule in five parts: minute, hour, day, month, day of the week";
    return { cron: [wrongPart(rule.cron) ?? general] };
  }
  if (moments.length === 0) return { cron: ["This rule never comes to a day that exists"] };
  if (moments.some((at, i) => i > 0 && at.getTime() - moments[i - 1]!.getTime() < leastMs)) {
    return { cron: [`Runs must be at least ${leastMinutesApart} minutes apart`] };
  }
  return {};
}

const leastMs = leastMinutesApart * 60_000;

function momentsOf(rule: Rule, from: Date): Date[] | null {
  try {
    const moments: Date[] = [];
    for (const at of momentsAfter(rule, from)) {
      moments.push(at);
      if (moments.length === lookedAt) break;
    }
    return moments;
  } catch {
    return null; // the library refuses by throwing
  }
}
