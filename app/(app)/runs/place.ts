import { allStepsPath, stepPath } from "#components/run/paths.ts";
import { isUnderWay, openStep } from "#lib/runtime/open-step.ts";
import { modeOf } from "#lib/runtime/run-mode.ts";
import type { Run } from "#lib/runtime/run-page.ts";
import { portfolioOf } from "#lib/runtime/run-results.ts";

/** Where a person who opens a run, or has just answered one of its steps, goes on. */
export function placeOf(run: Run): string {
  const { row, work } = run;
  const portfolio = portfolioOf(work);
  if (work.state.status === "completed" && portfolio) return `/portfolios/${portfolio.id}?saved=1`;
  const open = openStep(work);
  if (!open || work.state.status === "paused") return allStepsPath(row.id);
  if (modeOf(work.plan.definition) === "self-service") return allStepsPath(row.id);
  // A step under way may have ended before its page is drawn: then the page leads on instead of showing it.
  const waits = isUnderWay(work.state.steps[open.index]!);
  return stepPath(row.id, open.id, waits ? { wait: "1" } : {});
}
