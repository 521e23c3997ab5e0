import type { Holdings } from "#lib/data-types/holdings.ts";

import type { HoldingRow } from "./reading.ts";

/** The rows of a reading as holdings. Throws where a row has no currency: call it where no question is open. */
export function keptHoldings(rows: readonly HoldingRow[]): Holdings {
  return rows.map(keptHolding);
}

function keptHolding(row: HoldingRow): Holdings[number] {
  const { units: quantity, currency, name } = row;
  if (currency === null) throw new Error("A row has no currency, though no question is open.");
  const { ticker, isin, price, value, account, costBasis, acquired } = row;
  return {
    ...(ticker !== undefined && { ticker }),
    name: name.slice(0, 200),
    ...(isin !== undefined && { isin }),
    quantity,
    ...(price !== undefined && { price }),
    value,
    currency,
    ...(account !== undefined && { account }),
    ...(costBasis !== undefined && { costBasis }),
    ...(acquired !== undefined && { acquired }),
  };
}
