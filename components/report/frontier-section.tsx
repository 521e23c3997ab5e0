import { Figure } from "#components/charts/figure.tsx";
import { FrontierChart, type FrontierPoint } from "#components/charts/frontier-chart.tsx";
import { percent } from "#components/format/numbers.ts";
import { DataTable } from "#components/ui/lists/data-table.tsx";

import type { ReportData } from "./report-data.ts";
import { ReportSection } from "./report-section.tsx";
import { frontierFinding } from "./report-text.ts";

const TABLE = "Points on the chart";

/** The plan's position among all portfolios within the limits. */
export function FrontierSection({ data }: { data: ReportData }) {
  const points = pointsOf(data);
  return (
    <ReportSection id="points" title="Risk and return">
      <Figure
        finding={frontierFinding(data)}
        reading="The line is the most return the solver found at each level of risk, within your limits"
      >
        <FrontierChart
          id="frontier"
          frontier={data.allocation.frontier.map(({ volatility, expectedReturn }) => {
            return { risk: volatility, return: expectedReturn };
          })}
          points={points}
          tableName={TABLE}
        />
      </Figure>
      <DataTable
        className="mt-6 max-w-[480px]"
        caption={TABLE}
        columns={[
          { name: "Portfolio" },
          { name: "Volatility", number: true },
          { name: "Expected return", number: true },
        ]}
        rows={points.map((point) => ({
          key: point.label,
          head: point.label,
          cells: [percent(point.risk), percent(point.return)],
        }))}
      />
    </ReportSection>
  );
}

function pointsOf({ allocation, now }: ReportData): FrontierPoint[] {
  const { lowestRisk, volatility, expectedReturn } = allocation;
  const proposed: FrontierPoint[] = [
    {
      label: "Lowest risk",
      risk: lowestRisk.volatility,
      return: lowestRisk.expectedReturn,
      mark: "open",
    },
    { label: "Proposed", risk: volatility, return: expectedReturn, mark: "filled" },
  ];
  if (!now) return proposed;
  return [
    ...proposed,
    { label: "Now", risk: now.volatility, return: now.expectedReturn, mark: "square" },
  ];
}
