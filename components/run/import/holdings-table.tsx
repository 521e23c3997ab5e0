import { counted } from "#components/format/dates.ts";
import { DataTable } from "#components/ui/lists/data-table.tsx";
import type { HoldingRow, Reading } from "#lib/portfolio/import/reading/reading.ts";

import { amountText, currencyText, priceText, totalText, unitsText } from "./import-text.ts";

/** More rows than anybody reads make a page that no browser shows in time. */
const most = 1_000;

/** What was read of a file, line by line, with its total. */
export function HoldingsTable({ reading }: { reading: Reading }) {
  const { rows } = reading;
  // What no line has needs no column.
  const hasAccounts = rows.some(({ account }) => account !== undefined);
  const caption = `${counted(rows.length, "holding")} read from the file`;
  return (
    <DataTable
      caption={caption}
      hideCaption
      stacked
      columns={[
        { name: "Holding" },
        { name: "Units", number: true },
        { name: "Price", number: true },
        { name: "Value", number: true },
        { name: "Currency" },
        ...(hasAccounts ? [{ name: "Account" }] : []),
        { name: "Line", number: true },
      ]}
      rows={rows.slice(0, most).map((row) => ({
        key: row.lines.join("-"),
        head: <Name row={row} />,
        cells: [
          unitsText(row),
          priceText(row),
          amountText(row.value, row.currency),
          currencyText(row.currency),
          ...(hasAccounts ? [row.account ?? ""] : []),
          row.lines.join(", "),
        ],
      }))}
      total={{
        key: "total",
        head:
          rows.length > most
            ? `Total of ${rows.length}, of which ${most} are shown`
            : `Total of ${rows.length}`,
        cells: ["", "", totalText(reading), "", "", ...(hasAccounts ? [""] : [])],
      }}
    />
  );
}

function Name({
  row: { name, ticker, isin, notes, costBasis, acquired, currency },
}: {
  row: HoldingRow;
}) {
  const paid = costBasis === undefined ? [] : [`paid ${amountText(costBasis, currency)}`];
  const bought = acquired === undefined ? [] : [`bought ${acquired}`];
  const codes = [ticker, isin].filter((code) => code !== undefined && code !== name);
  const facts = [...codes, ...paid, ...bought];
  return (
    <>
      <span className="block font-semibold [overflow-wrap:anywhere]">{name}</span>
      {facts.length > 0 && <span className="text-meta text-ink-3 block">{facts.join(", ")}</span>}
      {notes.map((note) => (
        <span key={note} className="text-meta text-ink-2 block max-w-[42ch]">
          {note}
        </span>
      ))}
    </>
  );
}
