import { Cron } from "croner";

import { isTimeZone } from "#lib/time-zone.ts";

import { wrongPart } from "./cron-parts.ts";

/** A run may start by itself this often and no oftener. */
const leastMinutesApart = 15;
/** As many runs ahead are looked at for that: more than a day of the most frequent rule there may be. */
const lookedAt = 100;
/** More missed runs than these are not counted one by one. */
const mostCounted = 1_000;

/** When runs start: a cron rule of five parts, read on the clocks of a time zone. */
export type Rule = { cron: string; timeZone: string };

/**
 * The first moment of the rule after another; null when there is none. A time that the clocks skip in spring counts at the
 * moment they skip it; one that comes twice in autumn counts the first time. A rule for every hour counts every hour.
 */
export function nextMoment(rule: Rule, after: Date): Date | null {
  return compiled(rule).nextRun(after);
}

/** How many moments of the rule lie after one moment and no later than another. */
export function momentsWithin(rule: Rule, after: Date, until: Date): number {
  const cron = compiled(rule);
  let passed = 0;
  for (let at = cron.nextRun(after); at !== null && at <= until; at = cron.nextRun(at)) {
    passed += 1;
    if (passed === mostCounted) break;
  }
  return passed;
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
    return compiled(rule).nextRuns(lookedAt, from);
  } catch {
    return null; // the library refuses by throwing
  }
}

function compiled({ cron, timeZone }: Rule): Cron {
  return new Cron(cron, { timezone: timeZone, mode: "5-part", paused: true });
}
