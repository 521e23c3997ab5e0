import { csvRoute } from "../../csv-route.ts";

/** Possible results of the plan, in today's money, by years from now. */
export const GET = csvRoute("projection", ({ projection }) => [
  ["Year", "Lower (10%)", "Middle (50%)", "Upper (90%)", "Currency"],
  ...(projection?.fan ?? []).map((f) => [f.year, f.p10, f.p50, f.p90, projection?.currency ?? ""]),
]);
