import { expect, test } from "vitest";

import { judged, playwrightTotals, summary, vitestTotals } from "./totals.ts";

const tests = (...statuses: string[]) => statuses.map((status) => ({ status }));

test("counts a vitest report", () => {
  const testResults = [
    { status: "passed", assertionResults: tests("passed", "passed", "skipped", "todo") },
    { status: "failed", assertionResults: tests("failed", "passed") },
  ];
  expect(vitestTotals({ testResults })).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

test("a file that does not load counts as a failure", () => {
  const testResults = [{ status: "failed", assertionResults: [] }];
  expect(vitestTotals({ testResults })).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("counts a Playwright report, with what failed outside every test", () => {
  const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
  const report = { stats, errors: [{ message: "cannot load" }] };
  expect(playwrightTotals(report)).toEqual({ passed: 4, failed: 3, skipped: 2 });
});

test.each([
  ["no test at all", { passed: 0, failed: 0, skipped: 0 }, 0, 1],
  ["only skipped tests", { passed: 0, failed: 0, skipped: 5 }, 0, 1],
  ["an error outside the tests", { passed: 9, failed: 0, skipped: 0 }, 1, 1],
  ["failures", { passed: 9, failed: 2, skipped: 0 }, 1, 2],
  ["success", { passed: 9, failed: 0, skipped: 0 }, 0, 0],
])("judges %s", (_case, totals, exitCode, failed) => {
  expect(judged(totals, exitCode).failed).toBe(failed);
});

test("sums up in one line", () => {
  const suites = [
    { passed: 3, failed: 0, skipped: 0 },
    { passed: 4, failed: 1, skipped: 0 },
  ];
  expect(summary(suites)).toBe("7 passed, 1 failed");
  expect(summary([...suites, { passed: 0, failed: 0, skipped: 2 }])).toBe(
    "7 passed, 1 failed, 2 skipped",
  );
});
