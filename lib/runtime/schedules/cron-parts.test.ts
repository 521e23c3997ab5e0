import { expect, test } from "vitest";

import { wrongPart } from "./cron-parts.ts";

test.each<[string, RegExp]>([
  ["0 24 * * *", /^The hour "24" cannot be used: it goes from 0 to 23$/u],
  ["60 * * * *", /^The minute "60".*0 to 59/u],
  ["0 0 32 * *", /^The day of the month "32".*1 to 31/u],
  ["0 0 * 13 *", /^The month "13".*1 to 12/u],
  ["0 0 * * 8", /^The day of the week "8".*0 to 7/u],
  ["0 0 * FOO *", /^The month "FOO"/u],
  ["5-1 * * * *", /^The minute "5-1"/u],
  ["*/0 * * * *", /^The minute "\*\/0"/u],
  ["0 0 * *", /This one has 4 parts$/u],
  ["0 0 0 * * *", /This one has 6 parts$/u],
  ["", /This one has 0 parts$/u],
])("%s: the part that is wrong is named", (cron, sentence) => {
  expect(wrongPart(cron)).toMatch(sentence);
});

test.each(["0 23 * * *", "*/15 * 1,15 JAN-MAR MON"])("%s has no wrong part", (cron) => {
  expect(wrongPart(cron)).toBeNull();
});
