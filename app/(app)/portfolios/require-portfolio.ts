import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";

import { db } from "#db/index.ts";
import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import { getPortfolio, type PortfolioRow } from "#db/queries/portfolios/portfolios.ts";
import { type Viewer, viewerAt } from "#lib/auth/sessions/viewer.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { loadRun } from "#lib/runtime/store/load-run.ts";
import { type PortfolioReport, portfolioReport } from "#lib/steps/integration/portfolio-report.ts";

const load = cache(async (portfolioId: string, ownerId: string) => {
  const row = await getPortfolio(db, { portfolioId, ownerId });
  const run = row && (await loadRun(db, { executionId: row.executionId, ownerId }));
  return run && { row, run: run.row, workflow: run.work.plan.definition };
});

export type SavedPlan = {
  viewer: Viewer;
  row: PortfolioRow;
  /** The run that saved it. */
  run: ExecutionRow;
  workflow: WorkflowDefinition;
  report: PortfolioReport;
};

/** The viewer's own saved plan with its report. Another person's is not found. */
export async function requirePortfolio(portfolioId: string): Promise<SavedPlan> {
  const viewer = await viewerAt(`/portfolios/${portfolioId}`);
  const plan = z.uuid().safeParse(portfolioId).success ? await load(portfolioId, viewer.id) : null;
  if (!plan) notFound();
  return { viewer, ...plan, report: portfolioReport.parse(plan.row.report) };
}
