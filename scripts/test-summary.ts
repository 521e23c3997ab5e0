import { relative } from "node:path";

import { z } from "zod";

/** How the tests of a suite ended: which failed, by name, and how many did not. */
export type Totals = { passed: number; failed: string[]; skipped: number };

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Counts a vitest JSON report. A file that could not be loaded has no tests, yet it failed. */
export function vitestTotals(report: unknown): Totals {
  const totals: Totals = { passed: 0, failed: [], skipped: 0 };
  for (const { name, status, assertionResults } of vitestReport.parse(report).testResults) {
    const file = relative(process.cwd(), name);
    const failed: string[] = [];
    for (const test of assertionResults) {
      if (test.status === "passed") totals.passed += 1;
      else if (test.status === "failed") failed.push(`${file}: ${test.fullName}`);
      else totals.skipped += 1;
    }
    totals.failed.push(...(status === "failed" && failed.length === 0 ? [file] : failed));
  }
  return totals;
}

const playwrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(z.object({ status: z.enum(["expected", "unexpected", "flaky", "skipped"]) })),
});

const playwrightSuite = z.object({
  specs: z.array(playwrightSpec),
  get suites() {
    return z.array(playwrightSuite).default([]);
  },
});

const playwrightReport = z.object({
  suites: z.array(playwrightSuite),
  stats: z.object({ expected: z.int(), skipped: z.int() }),
  errors: z.array(z.object({ message: z.string().default("an error outside the tests") })),
});

/**
 * Counts a Playwright JSON report. A test that passed only on a retry counts as failed. Its errors are outside every
 * test: a file that does not load, for example.
 */
export function playwrightTotals(report: unknown): Totals {
  const { suites, stats, errors } = playwrightReport.parse(report);
  const failed = suites.flatMap(failedIn);
  return {
    passed: stats.expected,
    failed: [...failed, ...errors.map(({ message }) => message)],
    skipped: stats.skipped,
  };
}

function failedIn({ specs, suites }: z.output<typeof playwrightSuite>): string[] {
  const failed = specs.filter(({ tests }) =>
    tests.some(({ status }) => status === "unexpected" || status === "flaky"),
  );
  return [...failed.map(({ file, title }) => `${file}: ${title}`), ...suites.flatMap(failedIn)];
}

/** The totals of one suite as they count: no tests are a failure, and so is a run that reports one. */
export function judged(totals: Totals, exitCode: number): Totals {
  if (totals.failed.length > 0) return totals;
  if (totals.passed === 0) return { ...totals, failed: ["no test ran"] };
  return exitCode === 0 ? totals : { ...totals, failed: [`ended with exit code ${exitCode}`] };
}

/** What failed, a line each, and the totals in the last one. */
export function summary(suites: Totals[]): string {
  const count = (key: "passed" | "skipped") =>
    suites.reduce((total, suite) => total + suite[key], 0);
  const failed = suites.flatMap((suite) => suite.failed);
  const skipped = count("skipped");
  const line = `${count("passed")} passed, ${failed.length} failed`;
  const names = failed.map((name) => `failed: ${name}`);
  return [...names, skipped > 0 ? `${line}, ${skipped} skipped` : line].join("\n");
}
