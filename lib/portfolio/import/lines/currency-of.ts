import { currencyInAmount, currencyNamed, isDollar, type Named } from "../cells/currencies.ts";
import { isBlank } from "../cells/numbers.ts";
import type { Columns } from "../table/columns.ts";
import type { Role } from "../table/heading-words.ts";
import type { Row } from "../table/row.ts";

/** What a "$" or "kr" means here, and the currency of amounts that name none; `null` where nobody knows. */
export type Defaults = {
  readonly currency: string | null;
  readonly dollar: string;
  readonly crown: string | null;
  /** Whether the person chose the currency: then it is that of amounts with an unknown one, too. */
  readonly chosen: boolean;
};

/** The currency of an amount in a line: by its own sign, the column beside it, its heading, the column for the line. */
export function currencyOf(
  row: Row,
  role: Extract<Role, "price" | "value" | "costBasis" | "unitCost">,
  columns: Columns,
  defaults: Defaults,
): { named: Named | null; explicit: boolean } {
  const column = columns.at[role];
  const written = row.cells[columns.currency ?? -1] ?? "";
  const ofLine = currencyNamed(written);
  const own = column === undefined ? null : ownCurrency(row, column, columns);
  // A word that is no currency we know says that the usual one is not meant.
  const isUnknown = own === null && ofLine === null && !isBlank(written) && !defaults.chosen;
  const named = isUnknown ? null : settled(own ?? ofLine, ofLine, defaults);
  return { named, explicit: own !== null };
}

function ownCurrency(row: Row, column: number, { beside, named }: Columns): Named | null {
  const inCell = currencyInAmount(row.cells[column] ?? "");
  const at = beside.get(column);
  return (
    inCell ??
    (at === undefined ? null : currencyNamed(row.cells[at] ?? "")) ??
    named.get(column) ??
    null
  );
}

/** A dollar sign is of the country that the line or the file names. */
function settled(named: Named | null, ofLine: Named | null, defaults: Defaults): Named | null {
  if (named === null)
    return defaults.currency === null ? null : { code: defaults.currency, factor: 1 };
  if (named.code === "$") {
    const dollars = ofLine && isDollar(ofLine.code) ? ofLine.code : defaults.dollar;
    return { ...named, code: dollars };
  }
  if (named.code !== "kr") return named;
  const crown = ofLine && /^[A-Z]{3}$/u.test(ofLine.code) ? ofLine.code : defaults.crown;
  return crown === null ? null : { ...named, code: crown };
}
