import { type Clock, counted, dateText } from "#components/format/dates.ts";
import { money } from "#components/format/numbers.ts";
import { runReference } from "#components/format/run-reference.ts";
import type { ReportData } from "#components/report/report-data.ts";
import { runPath } from "#components/run/paths.ts";

import type { SavedPlan } from "./require-portfolio.ts";

/** A saved plan as its report shows it. */
export function reportDataOf(
  { viewer, row, workflow, report }: SavedPlan,
  clock: Clock,
): ReportData {
  const { allocation, profile, risk, projection, explanation } = report;
  const { amount, currency } = allocation.amount;
  const years = profile?.horizonYears ?? allocation.assumptions.horizonYears;
  const made = dateText(row.createdAt, clock);
  const path = `/portfolios/${row.id}`;
  return {
    title: `Your plan for ${money(amount, currency)} over ${counted(years, "year")}`,
    workflow: { name: workflow.name, href: runPath(row.executionId, { view: "all" }) },
    owner: viewer.guest ? "Guest" : viewer.name,
    reference: runReference(row.executionId),
    version: workflow.version,
    made,
    startYear: Number(made.slice(-4)),
    horizonYears: years,
    allocation,
    risk: risk ?? { currency, rows: [] },
    projection: projection ?? { currency, fan: [], contributed: 0, paths: 0, seed: 0 },
    now: null,
    explanation,
    csv: {
      weights: `${path}/weights.csv`,
      risk: `${path}/risk.csv`,
      projection: `${path}/projection.csv`,
    },
  };
}
