import { shownFan } from "#lib/money/shown-fan.ts";

import { csvRoute } from "../../csv-route.ts";

/** Where the plan may lead, in today's money, by years from now, as the report shows it. */
export const GET = csvRoute("projection", ({ projection }) => [
  ["Year", "Lower (10%)", "Middle (50%)", "Upper (90%)", "Currency"],
  ...shownFan(projection?.fan ?? []).map(({ year, p10, p50, p90 }) => [
    year,
    p10,
    p50,
    p90,
    projection?.currency ?? "",
  ]),
]);
