import { expect, test } from "vitest";

import { plannedText, ruleText, troubleText } from "./schedule-text.ts";

const fine = { enabled: true, lastError: null, failures: 0, missed: 0 };

test("a chosen rule is said in words, a written one as it was written", () => {
  expect(ruleText("0 8 * * 1")).toBe("Every week, on Monday at 08:00");
  expect(ruleText("30 6 * * 1-5")).toBe("By the rule 30 6 * * 1-5");
});

test("a planned moment is shown on the clocks of the schedule, whatever the reader's", () => {
  const at = new Date("2026-12-01T07:00:00Z");
  expect(plannedText(at, "Europe/Berlin")).toBe("Tuesday 1 December 2026, 08:00 (Europe/Berlin)");
  expect(plannedText(at, "America/New_York")).toContain("02:00 (America/New York)");
});

test("missed runs and failed starts are said, and what follows from them", () => {
  expect(troubleText(fine)).toBeNull();
  expect(troubleText({ ...fine, missed: 1 })).toMatch(/^1 planned run was missed/);
  const lastError = "There is no such workflow.";
  expect(troubleText({ ...fine, failures: 1, lastError })).toBe(
    "The run could not be started. There is no such workflow. The next one starts as planned.",
  );
  expect(troubleText({ ...fine, failures: 3, enabled: false, lastError })).toMatch(
    /3 times in a row.*was paused/,
  );
});
