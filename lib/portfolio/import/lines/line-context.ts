import type { HoldingRow, ReadOptions } from "#lib/portfolio/import/reading/reading.ts";

import type { Named } from "../cells/currencies.ts";
import type { DateOrder } from "../cells/dates.ts";
import type { Columns } from "../table/columns.ts";
import type { Row } from "../table/row.ts";
import type { Defaults } from "./currency-of.ts";
import type { Decimals } from "./decimals.ts";

/** How the lines of a table are read. */
export type LineContext = {
  readonly columns: Columns;
  readonly decimals: Decimals;
  readonly defaults: Defaults;
  readonly dates: DateOrder;
  readonly width: number;
  readonly options: ReadOptions;
  /** The account that the lines are under, where no column names it. */
  readonly account: string | null;
  /** The currency of all values, where it is known apart from that of the prices. */
  readonly valuesIn?: string | undefined;
};

/** A line that is a holding, with what of it needs an answer. */
export type ReadLine = {
  readonly row: HoldingRow;
  readonly addsUp: boolean;
  /** A price in pounds that nothing says is not in pence. */
  readonly mayBePence: boolean;
};

/** The code of a currency that is known; `null` where several countries write it so. */
export function codeOf(named: Named | null): string | null {
  return named && /^[A-Z]{3}$/u.test(named.code) ? named.code : null;
}

/** The account a line is in: by its columns, else by the words above the table. */
export function accountOf(row: Row, { columns, account }: LineContext): { account?: string } {
  const name = row.cells[columns.at.account ?? -1] ?? "";
  const number = row.cells[columns.at.accountNumber ?? -1] ?? "";
  const own = [name, number === name ? "" : number].filter((text) => text !== "").join(" ");
  const known = own || account || "";
  return known === "" ? {} : { account: known.slice(0, 100) };
}
