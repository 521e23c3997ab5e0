import { percent } from "#components/format/numbers.ts";
import { type Fact, NamedValues } from "#components/ui/lists/facts.tsx";

import type { ReportData } from "./report-data.ts";
import { ReportSection } from "./report-section.tsx";

/** The assumptions behind every figure of the report. */
export function AssumptionsSection({ data }: { data: ReportData }) {
  return (
    <ReportSection id="assumptions" title="Assumptions">
      <NamedValues facts={facts(data)} />
    </ReportSection>
  );
}

function facts({ allocation, projection }: ReportData): Fact[] {
  const { assumptions, certificate } = allocation;
  const limits = certificate.activeLimits.map(({ sentence }) => sentence);
  return [
    {
      name: "Returns and risk",
      value: `${assumptions.name}, ${assumptions.horizonYears}-year view, ${assumptions.asOf}. Expected returns are before fund costs.`,
    },
    {
      name: "Fund costs",
      value: `${percent(assumptions.yearlyCost, 2)} a year, taken off in the risk table and the projection.`,
    },
    {
      name: "Inflation",
      value: `${percent(assumptions.inflation)} a year, taken off in the projection. Monthly saving is taken to rise with it.`,
    },
    {
      name: "Simulation",
      value: `${projection.paths.toLocaleString("en-US")} possible futures, the same ones for the same plan.`,
    },
    { name: "Tax", value: "Not included. Selling may cause tax." },
    {
      name: "Limits reached",
      value:
        limits.length === 0 ? (
          "None: the plan would be the same without them."
        ) : (
          <ul className="space-y-1">
            {limits.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        ),
    },
    {
      name: "Proof",
      value: `Checked again from the weights alone: limits kept to within ${scientific(Math.max(certificate.boundViolation, certificate.rowViolation))}, nothing better possible to within ${scientific(certificate.dualityGap)} (${certificate.solver}).`,
    },
  ];
}

function scientific(value: number): string {
  return value === 0 ? "0" : Math.abs(value).toExponential(0).replace("e-", "e\u2212");
}
