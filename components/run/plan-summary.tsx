import { money, percent } from "#components/format/numbers.ts";
import { DataTable } from "#components/ui/lists/data-table.tsx";
import { Facts } from "#components/ui/lists/facts.tsx";
import type { Allocation } from "#lib/data-types/portfolio.ts";
import { shownHoldings } from "#lib/money/shown-shares.ts";

/** The solver's result: the weights, largest first, with what to expect of them. */
export function PlanSummary({ allocation }: { allocation: Allocation }) {
  const { amount, expectedReturn, volatility, weights } = allocation;
  const held = shownHoldings(weights, amount);
  return (
    <section className="mt-10" aria-labelledby="the-plan">
      <h2 id="the-plan" className="small-title mb-3">
        The plan
      </h2>
      <Facts
        facts={[
          { name: "Expected return", value: `${percent(expectedReturn)} a year` },
          { name: "Volatility", value: `${percent(volatility)} a year` },
          { name: "Kinds of investments", value: held.length },
        ]}
      />
      <DataTable
        caption="Proposed weights"
        hideCaption
        className="mt-4"
        columns={[
          { name: "Investment" },
          { name: "Share", number: true },
          { name: "Amount", number: true },
        ]}
        rows={held.map(({ assetClass, label, ticker, share, amount: part }) => ({
          key: assetClass,
          head: (
            <>
              <b>{ticker}</b> <span className="text-ink-2">{label}</span>
            </>
          ),
          cells: [percent(share), money(part, amount.currency)],
        }))}
      />
    </section>
  );
}

/** The anchor of a number on a page with this summary, by the path of the figure. */
export function planFigure(path: string): string | null {
  return path.startsWith("allocation") ? "#the-plan" : null;
}
