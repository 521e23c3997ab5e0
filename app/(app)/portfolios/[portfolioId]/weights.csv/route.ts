import { shownHoldings } from "#lib/money/shown-shares.ts";

import { csvRoute } from "../../csv-route.ts";

/** What to hold, as the report shows it. Shares are decimals: 0.345 is 34.5%. */
export const GET = csvRoute("weights", ({ allocation: { weights, amount } }) => [
  ["Ticker", "Investment", "Share", "Amount", "Currency"],
  ...shownHoldings(weights, amount).map((w) => [
    w.ticker,
    w.label,
    w.share,
    w.amount,
    amount.currency,
  ]),
]);
