import { csvRoute } from "../../csv-route.ts";

/** What to hold. Shares are decimals. */
export const GET = csvRoute("weights", ({ allocation: { weights, amount } }) => [
  ["Ticker", "Investment", "Share", "Amount", "Currency"],
  ...weights.map((w) => [w.ticker, w.label, w.weight, w.amount, amount.currency]),
]);
