import { DataTable } from "#components/ui/lists/data-table.tsx";
import type { PortfolioComparison } from "#lib/runtime/compare/portfolio.ts";

import { differenceText, measureText } from "./compare-text.ts";

/** What two plans are expected to do, measure by measure, with the difference in words. */
export function MeasuresTable({ portfolio }: { portfolio: PortfolioComparison }) {
  const { measures, currency } = portfolio;
  return (
    <DataTable
      caption="Results of both runs"
      hideCaption
      columns={[
        { name: "Measure" },
        { name: "A", number: true },
        { name: "B", number: true },
        { name: "B against A" },
      ]}
      rows={measures.map((measure) => ({
        key: measure.id,
        head: measure.label,
        cells: [
          measureText(measure.kind, measure.a, currency),
          measureText(measure.kind, measure.b, currency),
          differenceText(measure, currency),
        ],
      }))}
    />
  );
}
