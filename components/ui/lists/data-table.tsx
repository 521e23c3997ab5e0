import type { ReactNode } from "react";

export type Column = {
  name: string;
  /** Right-aligned figures. */
  number?: boolean;
  /** The name is there for assistive technology only. */
  hiddenName?: boolean;
  /** Left out under 640 px, because it repeats another column. */
  wideOnly?: boolean;
};

export type Row = {
  key: string;
  /** The first cell, a row header. */
  head: ReactNode;
  cells: readonly ReactNode[];
};

/**
 * A ruled table with its caption. Scrolls sideways inside a named region where it does not fit. With `stacked`, rows
 * become blocks of labelled values under 640 px, for tables of five columns and more.
 */
export function DataTable({
  caption,
  hideCaption = false,
  columns,
  rows,
  total,
  stacked = false,
  className = "",
}: {
  caption: string;
  hideCaption?: boolean;
  /** The first names the row headers. */
  columns: readonly [Column, ...Column[]];
  rows: readonly Row[];
  total?: Row;
  stacked?: boolean;
  className?: string;
}) {
  const cells = columns.slice(1);
  return (
    <section
      className={`overflow-x-auto print:overflow-visible ${className}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={caption}
    >
      <table className={`text-small w-full border-collapse ${stacked ? "max-sm:block" : ""}`}>
        <caption className={hideCaption ? "sr-only" : "text-body pb-2 font-semibold max-sm:w-max"}>
          {caption}
        </caption>
        <thead className={stacked ? "max-sm:sr-only" : ""}>
          <tr>
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                className={`border-control text-meta text-ink-3 border-b py-2 pr-4 align-bottom font-semibold last:pr-0 ${aligned(column)}`}
              >
                {column.hiddenName ? <span className="sr-only">{column.name}</span> : column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={stacked ? "max-sm:block" : ""}>
          {rows.map((row) => (
            <TableRow key={row.key} row={row} columns={cells} stacked={stacked} />
          ))}
        </tbody>
        {total && (
          <tfoot className={`font-semibold ${stacked ? "max-sm:block" : ""}`}>
            <TableRow row={total} columns={cells} stacked={stacked} />
          </tfoot>
        )}
      </table>
    </section>
  );
}

const cell = "border-b border-line py-2.5 pr-3 align-top last:pr-0 sm:pr-4";

function TableRow({
  row,
  columns,
  stacked,
}: {
  row: Row;
  columns: readonly Column[];
  stacked: boolean;
}) {
  const block = "max-sm:grid max-sm:gap-0.5 max-sm:border-b max-sm:border-line max-sm:py-3";
  const flat = stacked ? "max-sm:border-0 max-sm:p-0" : "";
  return (
    <tr className={stacked ? block : "in-[tfoot]:border-control in-[tfoot]:border-t"}>
      <th scope="row" className={`${cell} text-left font-normal in-[tfoot]:font-semibold ${flat}`}>
        {row.head}
      </th>
      {columns.map((column, i) => (
        <td
          key={column.name}
          data-label={column.name}
          className={`${cell} ${aligned(column)} ${flat} ${
            stacked
              ? "max-sm:before:text-ink-3 max-sm:flex max-sm:justify-between max-sm:gap-3 max-sm:text-right max-sm:whitespace-normal max-sm:before:content-[attr(data-label)] max-sm:empty:hidden"
              : ""
          }`}
        >
          {row.cells[i]}
        </td>
      ))}
    </tr>
  );
}

function aligned(column: Column): string {
  const side = column.number ? "text-right whitespace-nowrap" : "text-left";
  return column.wideOnly ? `${side} max-sm:hidden` : side;
}
