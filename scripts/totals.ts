import { z } from "zod";

/** How the tests of a suite ended. */
export type Totals = { passed: number; failed: number; skipped: number };

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

/** Counts a vitest JSON report. A file that could not be loaded holds no tests, yet it failed. */
export function vitestTotals(report: unknown): Totals {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of vitestReport.parse(report).testResults) {
    let failed = 0;
    for (const test of assertionResults) {
      if (test.status === "passed") totals.passed += 1;
      else if (test.status === "failed") failed += 1;
      else totals.skipped += 1;
    }
    totals.failed += status === "failed" ? Math.max(failed, 1) : failed;
  }
  return totals;
}

const playwrightReport = z.object({
  stats: z.object({
    expected: z.int(),
    unexpected: z.int(),
    flaky: z.int(),
    skipped: z.int(),
  }),
  errors: z.array(z.unknown()),
});

/** Counts a Playwright JSON report. Its errors stand outside every test: a file that does not load, say. */
export function playwrightTotals(report: unknown): Totals {
  const { stats, errors } = playwrightReport.parse(report);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

/** The totals of one suite as they count: none is a failure, and so is a run that says it failed. */
export function judged(totals: Totals, exitCode: number): Totals {
  const nothing = totals.passed + totals.failed === 0;
  const failed = totals.failed === 0 && (nothing || exitCode !== 0) ? 1 : totals.failed;
  return { ...totals, failed };
}

/** The last line of a test run. */
export function summary(suites: Totals[]): string {
  const sum = (key: keyof Totals) => suites.reduce((total, suite) => total + suite[key], 0);
  const skipped = sum("skipped");
  const line = `${sum("passed")} passed, ${sum("failed")} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
