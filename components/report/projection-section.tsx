import { Figure } from "#components/charts/figure.tsx";
import { ProjectionChart } from "#components/charts/projection-chart.tsx";
import { money } from "#components/format/numbers.ts";
import { DataTable } from "#components/ui/lists/data-table.tsx";
import { shownFan } from "#lib/money/shown-fan.ts";

import { CsvLink } from "./csv-link.tsx";
import type { ReportData } from "./report-data.ts";
import { ReportSection } from "./report-section.tsx";
import { paidIn, projectionFinding, tableYears } from "./report-text.ts";

const TABLE = "Projection by year";

/** Possible results of the plan, with the note that this is no forecast. */
export function ProjectionSection({ data }: { data: ReportData }) {
  const { projection, startYear, allocation, csv } = data;
  const { currency } = projection;
  const fan = shownFan(projection.fan);
  const start = money(allocation.amount.amount, currency);
  const last = fan.at(-1);
  if (!last) return null;
  return (
    <ReportSection
      id="projection"
      title="Where it may lead"
      link={csv && <CsvLink href={csv.projection} of="projection" />}
    >
      <Figure
        finding={projectionFinding(data)}
        reading="A range of possible outcomes, not a forecast. 1 in 10 simulated outcomes was below the lower line."
      >
        <ProjectionChart
          id="fan"
          title={`Projection of ${start} over ${last.year} years`}
          tableName={TABLE}
          currency={currency}
          valueName="Value in today’s money"
          outlook={fan.map(({ year, p10, p50, p90 }) => {
            return { year: startYear + year, lower: p10, middle: p50, upper: p90 };
          })}
        />
      </Figure>
      <p className="text-small text-ink-2 mt-3">
        {paidIn(data)} After fund costs and inflation, before tax.
      </p>
      <DataTable
        className="max-w-guided mt-6"
        caption={TABLE}
        columns={[
          { name: "Year" },
          { name: "Lower (10%)", number: true },
          { name: "Middle (50%)", number: true },
          { name: "Upper (90%)", number: true },
        ]}
        rows={tableYears(fan).map(({ year, p10, p50, p90 }) => ({
          key: String(year),
          head: startYear + year,
          cells: [p10, p50, p90].map((amount) => money(amount, currency)),
        }))}
      />
    </ReportSection>
  );
}
