import { assert, date, integer, property } from "fast-check";
import { expect, test } from "vitest";

import { parseMoment } from "./moment.ts";

test.each([
  ["2027-01-31", "2027-01-31T00:00:00.000Z"],
  ["2028-02-29", "2028-02-29T00:00:00.000Z"],
  ["2027-01-31T08:30", "2027-01-31T08:30:00.000Z"],
  ["2027-01-31 08:30:15", "2027-01-31T08:30:15.000Z"],
  ["2027-01-31T08:30:15.5Z", "2027-01-31T08:30:15.500Z"],
  ["2027-01-31T08:30:15.123456z", "2027-01-31T08:30:15.123Z"],
  ["2027-01-31T08:30+02:00", "2027-01-31T06:30:00.000Z"],
  ["2027-01-31T08:30-0530", "2027-01-31T14:00:00.000Z"],
  ["1970-01-01", "1970-01-01T00:00:00.000Z"],
  ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
])("%s is %s", (text, expected) => {
  expect(new Date(parseMoment(text) ?? Number.NaN).toISOString()).toBe(expected);
});

test.each([
  "2027-02-29",
  "2027-04-31",
  "2027-13-01",
  "2027-00-10",
  "2027-01-00",
  "2027-01-31T24:00",
  "2027-01-31T08:60",
  "2027-01-31T08:30:60",
  "2027-01-31 in the morning",
  "2027-01-31T08:30 GMT",
  "2027-01-31T08:30+15:00",
  "2027-01-31Z",
  "on 2027-01-31",
  "31.01.2027",
  "2027-1-31",
  "1969-12-31",
  "0000-01-01",
  "+12027-01-31",
  "20270131",
  "tomorrow",
  "",
])("%s is no moment", (text) => {
  expect(parseMoment(text)).toBeNull();
});

test("every moment that is written in full is read back, whatever its zone", () => {
  const moment = date({
    min: new Date(0),
    max: new Date(253_402_214_400_000),
    noInvalidDate: true,
  });
  const holds = property(moment, integer({ min: -12, max: 14 }), (at, hours) => {
    expect(parseMoment(at.toISOString())).toBe(at.getTime());
    const local = new Date(at.getTime() + hours * 3_600_000);
    if (local.getTime() < 0) return;
    const zone = `${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`;
    expect(parseMoment(local.toISOString().replace("Z", zone))).toBe(at.getTime());
  });
  assert(holds);
});
