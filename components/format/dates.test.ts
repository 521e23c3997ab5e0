import { expect, test } from "vitest";

import { counted, dateText, durationText, timeText, untilText } from "./dates.ts";

const noon = Date.parse("2026-11-25T12:00:00Z");
const on = (zone: string) => ({ zone, now: noon });

test("a moment is shown as the reader's clock shows it; UTC by name, since it may not be theirs", () => {
  const late = Date.parse("2026-11-25T23:30:00Z");
  expect(timeText(late, on("UTC"))).toBe("23:30 UTC");
  expect(timeText(late, on("Asia/Kathmandu"))).toBe("05:15");
  expect(dateText(late, on("Asia/Kathmandu"))).toBe("26 November 2026");
  expect(dateText(late, on("America/New_York"))).toBe("25 November 2026");
});

test.each([
  ["2026-11-25T22:30:00Z", "Europe/Berlin", "23:30"],
  ["2026-11-25T23:30:00Z", "Europe/Berlin", "26 November 00:30"],
  ["2027-01-02T07:05:00Z", "Europe/Berlin", "2 January 2027 08:05"],
  ["2026-11-26T01:00:00Z", "America/New_York", "20:00"],
])("%s in %s is named as far as today's reader needs it", (at, zone, text) => {
  expect(untilText(Date.parse(at), on(zone))).toBe(text);
});

test.each([
  [41, "41 milliseconds"],
  [1, "1 millisecond"],
  [6_240, "6.2 seconds"],
  [40_000, "40 seconds"],
  [120_000, "2 minutes"],
  [5_400_000, "2 hours"],
  [172_800_000, "2 days"],
])("%i ms is %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test("one is not many", () => {
  expect([counted(1, "step"), counted(0, "step"), counted(4, "step")]).toEqual([
    "1 step",
    "0 steps",
    "4 steps",
  ]);
});
