import { csvRoute } from "../../csv-route.ts";

/** What could go wrong. Shares are decimals. Some measures have no amount. */
export const GET = csvRoute("risk", ({ risk }) => [
  ["Measure", "Meaning", "Share", "Amount", "Currency"],
  ...(risk?.rows ?? []).map((r) => [r.label, r.hint, r.share, r.amount, risk?.currency ?? ""]),
]);
