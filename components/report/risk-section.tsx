import { percent, pointsApart, roundMoney } from "#components/format/numbers.ts";
import { DataTable, type Row } from "#components/ui/lists/data-table.tsx";

import { CsvLink } from "./csv-link.tsx";
import type { ReportData } from "./report-data.ts";
import { ReportSection } from "./report-section.tsx";

/** What could go wrong, as a share and in money. */
export function RiskSection({ data }: { data: ReportData }) {
  const { now, csv } = data;
  return (
    <ReportSection
      id="risk"
      title="What could go wrong"
      link={csv && <CsvLink href={csv.risk} of="risk" />}
    >
      <DataTable
        caption={now ? "Risk, now and proposed" : "Risk of the plan"}
        columns={[
          { name: "Measure" },
          ...(now ? [{ name: "Now", number: true }] : []),
          { name: now ? "Proposed" : "Share", number: true },
          { name: "Money", number: true },
          ...(now ? [{ name: "Change", number: true, wideOnly: true }] : []),
        ]}
        rows={data.risk.rows.map((row) => lineOf(row, data))}
      />
    </ReportSection>
  );
}

type RiskRow = ReportData["risk"]["rows"][number];

function lineOf(row: RiskRow, { now, risk }: ReportData): Row {
  const before = now?.risk.rows.find((other) => other.id === row.id);
  const change = before && pointsApart(Math.abs(before.share), Math.abs(row.share));
  return {
    key: row.id,
    head: (
      <>
        {row.label}
        <span className="text-meta text-ink-3 block">{row.hint}</span>
      </>
    ),
    cells: [
      ...(now ? [before ? percent(before.share) : ""] : []),
      percent(row.share),
      row.amount === null ? "" : roundMoney(row.amount, risk.currency),
      ...(now ? [change ?? ""] : []),
    ],
  };
}
