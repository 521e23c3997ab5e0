import { join } from "node:path";

import { expect, test } from "vitest";

import { judged, playwrightTotals, summary, vitestTotals } from "./test-summary.ts";

const file = join(process.cwd(), "lib/some.test.ts");

const tests = (...statuses: string[]) =>
  statuses.map((status, i) => ({ fullName: `test ${i + 1}`, status }));

test("counts a vitest report, and names what failed", () => {
  const testResults = [
    {
      name: file,
      status: "passed",
      assertionResults: tests("passed", "passed", "skipped", "todo"),
    },
    { name: file, status: "failed", assertionResults: tests("passed", "failed") },
  ];
  expect(vitestTotals({ testResults })).toEqual({
    passed: 3,
    failed: ["lib/some.test.ts: test 2"],
    skipped: 2,
  });
});

test("a file that does not load counts as a failure", () => {
  const testResults = [{ name: file, status: "failed", assertionResults: [] }];
  expect(vitestTotals({ testResults })).toEqual({
    passed: 0,
    failed: ["lib/some.test.ts"],
    skipped: 0,
  });
});

test("counts a Playwright report, and names what failed, in the tests and outside them", () => {
  const spec = (title: string, status: string) => ({
    title,
    file: "a.spec.ts",
    tests: [{ status }],
  });
  const suites = [
    {
      specs: [spec("breaks", "unexpected"), spec("works", "expected")],
      suites: [{ specs: [spec("works at last", "flaky"), spec("is not for here", "skipped")] }],
    },
  ];
  const stats = { expected: 4, skipped: 2 };
  const report = { suites, stats, errors: [{ message: "cannot load" }] };
  expect(playwrightTotals(report)).toEqual({
    passed: 4,
    failed: ["a.spec.ts: breaks", "a.spec.ts: works at last", "cannot load"],
    skipped: 2,
  });
});

test.each([
  ["no test at all", { passed: 0, failed: [], skipped: 0 }, 0, 1],
  ["only skipped tests", { passed: 0, failed: [], skipped: 5 }, 0, 1],
  ["an error outside the tests", { passed: 9, failed: [], skipped: 0 }, 1, 1],
  ["failures", { passed: 9, failed: ["a", "b"], skipped: 0 }, 1, 2],
  ["success", { passed: 9, failed: [], skipped: 0 }, 0, 0],
])("judges %s", (_case, totals, exitCode, failed) => {
  expect(judged(totals, exitCode).failed).toHaveLength(failed);
});

test("sums up in the last line, after what failed", () => {
  const suites = [
    { passed: 3, failed: [], skipped: 0 },
    { passed: 4, failed: ["b.spec.ts: breaks"], skipped: 0 },
  ];
  expect(summary(suites)).toBe("failed: b.spec.ts: breaks\n7 passed, 1 failed");
  expect(summary([{ passed: 4, failed: [], skipped: 2 }])).toBe("4 passed, 0 failed, 2 skipped");
});
