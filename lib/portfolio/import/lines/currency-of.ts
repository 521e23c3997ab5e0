import { currencyInAmount, currencyNamed, type Named } from "../cells/currencies.ts";
import type { Columns } from "../table/columns.ts";
import type { Role } from "../table/heading-words.ts";
import type { Row } from "../table/row.ts";

/** What a "$" or "kr" means here, and the currency of amounts that name none; `null` where nobody knows. */
export type Defaults = {
  readonly currency: string | null;
  readonly dollar: string;
  readonly crown: string | null;
};

/** The currency of an amount in a line: by its own sign, the column beside it, its heading, the column for the line. */
export function currencyOf(
  row: Row,
  role: Extract<Role, "price" | "value" | "costBasis" | "unitCost">,
  columns: Columns,
  defaults: Defaults,
): { named: Named | null; explicit: boolean } {
  const column = columns.at[role];
  const ofLine =
    columns.currency === undefined ? null : currencyNamed(row.cells[columns.currency] ?? "");
  if (column === undefined) return { named: settled(ofLine, null, defaults), explicit: false };
  const beside = columns.beside.get(column);
  const own =
    [
      currencyInAmount(row.cells[column] ?? ""),
      beside === undefined ? null : currencyNamed(row.cells[beside] ?? ""),
      columns.named.get(column) ?? null,
    ].find((named) => named !== null) ?? null;
  return { named: settled(own ?? ofLine, ofLine, defaults), explicit: own !== null };
}

/** A dollar sign is of the country that the line or the file names. */
function settled(named: Named | null, ofLine: Named | null, defaults: Defaults): Named | null {
  if (named === null)
    return defaults.currency === null ? null : { code: defaults.currency, factor: 1 };
  if (named.code === "$") {
    const dollars = ofLine && /^[A-Z]{2}D$/u.test(ofLine.code) ? ofLine.code : defaults.dollar;
    return { ...named, code: dollars };
  }
  if (named.code !== "kr") return named;
  const crown = ofLine && /^[A-Z]{3}$/u.test(ofLine.code) ? ofLine.code : defaults.crown;
  return crown === null ? null : { ...named, code: crown };
}
