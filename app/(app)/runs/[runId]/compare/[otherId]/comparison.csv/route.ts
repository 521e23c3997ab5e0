import { runReference } from "#components/format/run-reference.ts";
import { db } from "#db/index.ts";
import { csvResponse } from "#lib/http/csv.ts";
import { idOf } from "#lib/http/execution-response.ts";
import { route } from "#lib/http/route.ts";
import { estimate, roundTo } from "#lib/money/round.ts";
import { loadComparison } from "#lib/runtime/compare/load-comparison.ts";

import { answerPairs } from "../require-comparison.ts";

type Params = { params: Promise<{ runId: string; otherId: string }> };

/** What differs between two of the viewer's own runs, as a file. Shares and weights are decimals. */
export const GET = route("runs.read", async (_request, viewer, { params }: Params) => {
  const { runId, otherId } = await params;
  const ids = { executionId: idOf(runId), otherId: idOf(otherId) };
  const { a, b, comparison } = await loadComparison(db, { ownerId: viewer.id, ...ids });
  const { measures = [], weights = [] } = comparison.portfolio ?? {};
  return csvResponse(`${runReference(runId)}-${runReference(otherId)}.csv`, [
    ["What", "Name", "A", "B"],
    ...answerPairs(a, b, comparison.answers).map((pair) => ["Answer", pair.title, pair.a, pair.b]),
    ...measures.map(({ kind, label, a: x, b: y }) => {
      const shown = kind === "money" ? estimate : (value: number) => roundTo(value, 3);
      return ["Measure", label, shown(x), shown(y)];
    }),
    ...weights.map((pair) => ["Weight", `${pair.ticker} ${pair.label}`, pair.a, pair.b]),
    ...comparison.steps.map(({ name, a: x, b: y }) => [
      "Step",
      name,
      x?.status ?? "",
      y?.status ?? "",
    ]),
  ]);
});
