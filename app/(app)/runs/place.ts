import { allStepsPath, runPath, stepPath } from "#components/run/paths.ts";
import { openStep } from "#lib/runtime/open-step.ts";
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
  return modeOf(work.plan.definition) === "self-service"
    ? runPath(row.id, { view: "all" })
    : stepPath(row.id, open.id);
}
