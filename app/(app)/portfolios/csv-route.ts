import "server-only";
import { z } from "zod";

import { runReference } from "#components/format/run-reference.ts";
import { db } from "#db/index.ts";
import { getPortfolio } from "#db/queries/portfolios/portfolios.ts";
import { AppError } from "#lib/errors.ts";
import { csvResponse } from "#lib/http/csv.ts";
import { route } from "#lib/http/route.ts";
import { type PortfolioReport, portfolioReport } from "#lib/steps/integration/portfolio-report.ts";

type Params = { params: Promise<{ portfolioId: string }> };

/** Answers with one table of the viewer's own saved plan as a file. */
export function csvRoute(
  name: string,
  tableOf: (report: PortfolioReport) => readonly (readonly (string | number | null)[])[],
) {
  return route("plans.read", async (_request, viewer, { params }: Params) => {
    const id = z.uuid().safeParse((await params).portfolioId);
    const row = id.success
      ? await getPortfolio(db, { portfolioId: id.data, ownerId: viewer.id })
      : null;
    if (!row) throw new AppError("not_found", "There is no such plan.");
    const file = `${runReference(row.executionId)}-${name}.csv`;
    return csvResponse(file, tableOf(portfolioReport.parse(row.report)));
  });
}
