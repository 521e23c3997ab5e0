import { estimate, roundTo } from "#lib/money/round.ts";

import { csvRoute } from "../../csv-route.ts";

/** What could go wrong, as the report shows it. Shares are decimals, 0.077 is 7.7%; some measures have no amount. */
export const GET = csvRoute("risk", ({ risk }) => [
  ["Measure", "Meaning", "Share", "Amount", "Currency"],
  ...(risk?.rows ?? []).map((r) => [
    r.label,
    r.hint,
    roundTo(r.share, 3),
    r.amount === null ? null : estimate(r.amount),
    risk?.currency ?? "",
  ]),
]);
