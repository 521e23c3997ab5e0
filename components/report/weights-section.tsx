import { DonutChart, mergeSmallest } from "#components/charts/donut-chart.tsx";
import { dataColour } from "#components/charts/drawing.tsx";
import { Figure } from "#components/charts/figure.tsx";
import { money, percent } from "#components/format/numbers.ts";
import { type Column, DataTable, type Row } from "#components/ui/lists/data-table.tsx";
import { shownHoldings, shownShares } from "#lib/money/shown-shares.ts";

import { CsvLink } from "./csv-link.tsx";
import type { Holding, ReportData } from "./report-data.ts";
import { ReportSection } from "./report-section.tsx";
import { weightsFinding } from "./report-text.ts";

const TABLE = "Proposed weights";
const MOST = 8;

/** The weights: a ring and its table, with the present holdings where they are known. */
export function WeightsSection({ data }: { data: ReportData }) {
  const { allocation, now, csv } = data;
  const weights = shownHoldings(allocation.weights, allocation.amount);
  const slices = weights.map(({ ticker, share }) => ({ label: ticker, share }));
  return (
    <ReportSection
      id="weights"
      title="What to hold"
      link={csv && <CsvLink href={csv.weights} of="weights" />}
    >
      <Figure {...weightsFinding(weights)}>
        <div className="grid items-center gap-x-12 gap-y-6 md:grid-cols-[360px_minmax(0,1fr)] print:block">
          <div className="max-w-[360px]">
            <DonutChart
              id="ring"
              slices={mergeSmallest(slices, MOST)}
              title="Proposed allocation"
              tableName={TABLE}
              centre={money(allocation.amount.amount, allocation.amount.currency)}
              under={`${weights.length} ${weights.length === 1 ? "kind" : "kinds"}`}
            />
          </div>
          <DataTable
            caption={TABLE}
            columns={columns(now !== null)}
            rows={rows(data)}
            total={total(data)}
          />
        </div>
      </Figure>
    </ReportSection>
  );
}

function columns(withNow: boolean): [Column, ...Column[]] {
  const proposed = [
    { name: "Proposed", number: true },
    { name: "Amount", number: true },
  ];
  const kind = { name: "Kind of investment" };
  return withNow ? [kind, { name: "Now", number: true }, ...proposed] : [kind, ...proposed];
}

function rows({ allocation, now }: ReportData): Row[] {
  const { currency } = allocation.amount;
  const present = shownHoldings(now?.weights ?? [], allocation.amount);
  const held = new Map(present.map((part) => [part.assetClass, part.share]));
  const proposed = shownHoldings(allocation.weights, allocation.amount);
  const kept = new Set(proposed.map(({ assetClass }) => assetClass));
  const sold = present.filter(({ assetClass }) => !kept.has(assetClass));
  const lines = [...proposed, ...sold.map(soldOff)];
  const merged = proposed.length > MOST;
  const decimals = columnDecimals(lines);
  return lines.map(({ assetClass, ticker, label, share, amount }, i) => ({
    key: assetClass,
    head: (
      <Kind
        colour={share === 0 ? "transparent" : dataColour(merged ? Math.min(i, MOST - 1) : i)}
        ticker={ticker}
        label={label}
      />
    ),
    cells: [
      ...(now ? [percent(held.get(assetClass) ?? 0)] : []),
      percent(share),
      money(amount, currency, decimals),
    ],
  }));
}

function soldOff({ assetClass, ticker, label }: Omit<Holding["weights"][number], "weight">) {
  return { assetClass, ticker, label, share: 0, amount: 0 };
}

/** One number of decimals in a column: cents in every row where one row has some. */
function columnDecimals(lines: readonly { amount: number }[]): number | undefined {
  return lines.every(({ amount }) => Number.isInteger(amount)) ? 0 : undefined;
}

function sumOf(weights: readonly { weight: number }[]): number {
  return shownShares(weights.map(({ weight }) => weight)).reduce((all, share) => all + share, 0);
}

/** The sums of what the rows show, which is the whole of it: shares and amounts are shared out so that they add up. */
function total({ allocation, now }: ReportData): Row {
  const sum = sumOf(allocation.weights);
  const held = sumOf(now?.weights ?? []);
  const { amount, currency } = allocation.amount;
  return {
    key: "total",
    head: "Total",
    cells: [...(now ? [percent(held)] : []), percent(sum), money(amount, currency)],
  };
}

function Kind({ colour, ticker, label }: { colour: string; ticker: string; label: string }) {
  return (
    <span className="grid grid-cols-[auto_1fr] gap-x-2.5">
      <span
        aria-hidden="true"
        className="keep-colour mt-1 size-3 rounded-[2px] print:[print-color-adjust:exact]"
        style={{ background: colour }}
      />
      <span>
        <b>{ticker}</b>{" "}
        <span className="text-ink-2 max-sm:text-meta max-sm:text-ink-3 max-sm:block">{label}</span>
      </span>
    </span>
  );
}
