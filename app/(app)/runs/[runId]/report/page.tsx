import { redirect } from "next/navigation";

import { allStepsPath, runPath } from "#components/run/paths.ts";
import { portfolioOf } from "#lib/runtime/progress/run-results.ts";

import { requireRun } from "../../require-run.ts";

/** The report of a run is that of the plan it saved. A run that has saved none shows its steps. */
export default async function RunReportPage({ params }: PageProps<"/runs/[runId]/report">) {
  const { runId } = await params;
  const { run } = await requireRun(runId, `${runPath(runId)}/report`);
  const portfolio = portfolioOf(run.work);
  return redirect(portfolio ? `/portfolios/${portfolio.id}` : allStepsPath(runId));
}
