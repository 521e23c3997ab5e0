import { expect, test } from "vitest";

import { isTimeZone } from "#lib/time-zone.ts";

import { momentsWithin, nextMoment, problemsOf } from "./cron.ts";

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
