import { ChevronDown } from "lucide";

import { controlStyle } from "#components/ui/fields/field.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { DataTable } from "#components/ui/lists/data-table.tsx";
import type { ColumnReading } from "#lib/portfolio/import/reading/reading.ts";

/** What a column may be read as, in the words of the screen. */
const readAs = {
  ignored: "Leave out",
  name: "Name",
  ticker: "Ticker",
  isin: "ISIN",
  units: "Units",
  price: "Price",
  value: "Value",
  currency: "Currency",
  account: "Account",
  costBasis: "What was paid in all",
  unitCost: "What was paid for one",
  acquired: "Day of purchase",
} as const;

type Numbered = ColumnReading & { index: number };

/** The columns of a file with what each is read as, to be changed by hand. */
export function ColumnTable({
  caption,
  columns,
}: {
  caption: string;
  columns: readonly Numbered[];
}) {
  return (
    <DataTable
      caption={caption}
      hideCaption
      columns={[{ name: "Heading in the file" }, { name: "First values" }, { name: "Read as" }]}
      rows={columns.map(({ heading, samples, role, index }) => ({
        key: String(index),
        head: <span className="font-semibold [overflow-wrap:anywhere]">{heading}</span>,
        cells: [
          <span key="samples" className="text-ink-2 [overflow-wrap:anywhere]">
            {samples.join(", ")}
          </span>,
          <span key="role" className="relative block w-full max-w-72 min-w-32">
            <select
              name={`column.${index}`}
              aria-label={`Read ${heading} as`}
              defaultValue={role ?? "ignored"}
              className={`${controlStyle(undefined)} w-full appearance-none pr-9`}
            >
              {role !== null && !(role in readAs) && (
                <option value={role}>Known, for itself</option>
              )}
              {Object.entries(readAs).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
            <Icon
              of={ChevronDown}
              className="text-ink-2 pointer-events-none absolute top-1/2 right-2.5 -mt-2.5"
            />
          </span>,
        ],
      }))}
    />
  );
}
