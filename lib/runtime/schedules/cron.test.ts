import { assert, constantFrom, integer, property, uniqueArray } from "fast-check";
import { expect, test } from "vitest";

import { isTimeZone } from "#lib/time-zone.ts";

import { momentsWithin, nextMoment, problemsOf } from "./cron.ts";
import { wallTime } from "./wall-clock.ts";

function moments(cron: string, timeZone: string, from: string, count: number): string[] {
  const found: string[] = [];
  for (let at: Date | null = new Date(from); found.length < count;) {
    at = nextMoment({ cron, timeZone }, at);
    if (at === null) break;
    found.push(at.toISOString().slice(0, 16));
  }
  return found;
}

/** 02:00 to 03:00 does not exist in Berlin on 28 March 2027, and in New York on 14 March. */
test.each([
  [
    "Europe/Berlin",
    "2027-03-26T12:00Z",
    ["2027-03-27T01:30", "2027-03-28T01:00", "2027-03-29T00:30"],
  ],
  [
    "America/New_York",
    "2027-03-12T12:00Z",
    ["2027-03-13T07:30", "2027-03-14T07:00", "2027-03-15T06:30"],
  ],
])("a time that the clocks of %s skip counts once, when they skip it", (zone, from, expected) => {
  expect(moments("30 2 * * *", zone, from, 3)).toEqual(expected);
});

/** 02:00 to 03:00 comes twice in Berlin on 25 October 2026, and 01:00 to 02:00 in New York on 1 November. */
test.each([
  [
    "Europe/Berlin",
    "30 2 * * *",
    "2026-10-23T12:00Z",
    ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"],
  ],
  [
    "America/New_York",
    "30 1 * * *",
    "2026-10-30T12:00Z",
    ["2026-10-31T05:30", "2026-11-01T05:30", "2026-11-02T06:30"],
  ],
])(
  "a time that comes twice on the clocks of %s counts the first time",
  (zone, cron, from, expected) => {
    expect(moments(cron, zone, from, 3)).toEqual(expected);
  },
);

test.each([
  // what is skipped counts at the change, once
  [
    "Europe/Berlin",
    "0,30 2 * * *",
    "2027-03-27T12:00Z",
    ["2027-03-28T01:00", "2027-03-29T00:00", "2027-03-29T00:30"],
  ],
  [
    "Europe/Berlin",
    "0 1-4 * * *",
    "2027-03-27T23:30Z",
    ["2027-03-28T00:00", "2027-03-28T01:00", "2027-03-28T02:00", "2027-03-28T23:00"],
  ],
  [
    "America/New_York",
    "15 1,2,3 * * *",
    "2027-03-14T05:00Z",
    ["2027-03-14T06:15", "2027-03-14T07:00", "2027-03-14T07:15", "2027-03-15T05:15"],
  ],
  // what comes twice counts once, the first time
  [
    "Europe/Berlin",
    "0,30 2 * * *",
    "2026-10-24T12:00Z",
    ["2026-10-25T00:00", "2026-10-25T00:30", "2026-10-26T01:00"],
  ],
  [
    "America/New_York",
    "30 1,13 * * *",
    "2026-10-31T20:00Z",
    ["2026-11-01T05:30", "2026-11-01T18:30", "2026-11-02T06:30"],
  ],
  [
    "America/New_York",
    "0 0-3 * * *",
    "2026-11-01T03:30Z",
    [
      "2026-11-01T04:00",
      "2026-11-01T05:00",
      "2026-11-01T07:00",
      "2026-11-01T08:00",
      "2026-11-02T05:00",
    ],
  ],
  [
    "Europe/Berlin",
    "0 */2 * * *",
    "2026-10-24T21:30Z",
    ["2026-10-24T22:00", "2026-10-25T00:00", "2026-10-25T03:00"],
  ],
  // clocks that change by half an hour, and a day that was left out
  [
    "Australia/Lord_Howe",
    "15 2 * * *",
    "2026-10-02T20:00Z",
    ["2026-10-03T15:30", "2026-10-04T15:15"],
  ],
  [
    "Pacific/Apia",
    "0 8 * * *",
    "2011-12-28T20:00Z",
    ["2011-12-29T18:00", "2011-12-30T10:00", "2011-12-30T18:00"],
  ],
])("around a change of the clocks of %s, %s comes when it should", (zone, cron, from, expected) => {
  expect(moments(cron, zone, from, expected.length)).toEqual(expected);
});

test("whatever the rule, moments grow, none comes twice in one day of the clocks, and counting agrees", () => {
  const hours = uniqueArray(integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 23 });
  const minutes = uniqueArray(constantFrom(0, 15, 30, 45), { minLength: 1 });
  const zone = constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC");
  const days = integer({ min: 0, max: 800 });
  const holds = property(hours, minutes, zone, days, (h, m, timeZone, day) => {
    const rule = { cron: `${m.join(",")} ${h.join(",")} * * *`, timeZone };
    const from = new Date(Date.UTC(2026, 0, 1) + day * 86_400_000);
    const found: Date[] = [];
    for (let at = nextMoment(rule, from); found.length < 25; at = nextMoment(rule, at)) {
      if (at === null) throw new Error("A rule for every day has no end.");
      found.push(at);
    }
    const shown = found.map((at) => wallTime(timeZone, at.getTime()));
    expect(new Set(shown).size).toBe(found.length);
    expect(found.every((at, i) => i === 0 || at > found[i - 1]!)).toBe(true);
    expect(momentsWithin(rule, from, found.at(-1)!)).toBe(found.length);
  });
  assert(holds, { numRuns: 40 });
});

test("the second of two equal hours is not another moment, wherever in them one looks from", () => {
  const rule = { cron: "30 1 * * *", timeZone: "America/New_York" };
  for (const from of ["2026-11-01T05:30Z", "2026-11-01T05:40Z", "2026-11-01T06:29Z"]) {
    expect(nextMoment(rule, new Date(from))?.toISOString()).toBe("2026-11-02T06:30:00.000Z");
  }
});

test.each([
  ["Europe/Berlin", "2026-10-24T23:45Z", "2026-10-25T02:45Z", 6],
  ["Europe/Berlin", "2027-03-27T23:45Z", "2027-03-28T02:45Z", 6],
  ["America/New_York", "2026-11-01T03:45Z", "2026-11-01T07:45Z", 8],
  ["America/New_York", "2027-03-14T05:45Z", "2027-03-14T08:45Z", 6],
])(
  "every half hour stays every half hour where %s changes its clocks",
  (timeZone, from, until, count) => {
    const rule = { cron: "*/30 * * * *", timeZone };
    expect(momentsWithin(rule, new Date(from), new Date(until))).toBe(count);
  },
);

test("a day begins at midnight of the zone on both sides of a change", () => {
  const days = ["2027-03-26T23:00", "2027-03-27T23:00", "2027-03-28T22:00"];
  expect(moments("0 0 * * *", "Europe/Berlin", "2027-03-26T12:00Z", 3)).toEqual(days);
});

test("quarters, month ends and either-or days are what cron says they are", () => {
  const zone = "Europe/Berlin";
  const from = "2026-11-25T12:00Z";
  expect(moments("0 8 1 1,4,7,10 *", zone, from, 2)).toEqual([
    "2027-01-01T07:00",
    "2027-04-01T06:00",
  ]);
  expect(moments("0 8 31 * *", zone, from, 3)).toEqual([
    "2026-12-31T07:00",
    "2027-01-31T07:00",
    "2027-03-31T06:00",
  ]);
  expect(moments("0 8 15 * 1", zone, "2026-12-10T12:00Z", 2)).toEqual([
    "2026-12-14T07:00",
    "2026-12-15T07:00",
  ]);
});

test.each([
  ["every day", "UTC", /five parts/],
  ["* * * *", "UTC", /five parts/],
  ["0 0 8 * * *", "UTC", /five parts/],
  ["61 8 * * *", "UTC", /minute "61"/],
  ["0 8 30 2 *", "UTC", /never/],
  ["* * * * *", "UTC", /15 minutes/],
  ["0,5 8 * * 1", "UTC", /15 minutes/],
])("the rule %s is refused in words", (cron, timeZone, sentence) => {
  expect(problemsOf({ cron, timeZone }, new Date("2026-11-25T12:00Z")).cron?.[0]).toMatch(sentence);
});

test("a rule needs a time zone that there is", () => {
  const rule = { cron: "0 8 * * 1", timeZone: "Mars/Olympus" };
  expect(problemsOf(rule, new Date(0))).toEqual({ timeZone: [expect.stringContaining("zone")] });
  expect(problemsOf({ ...rule, timeZone: "Asia/Kathmandu" }, new Date(0))).toEqual({});
  expect(["UTC", "America/New_York", "", "Europe/Nowhere"].filter(isTimeZone)).toHaveLength(2);
});
