import { db } from "#db/index.ts";
import { idOf } from "#lib/http/execution-response.ts";
import { route } from "#lib/http/route.ts";
import { loadComparison } from "#lib/runtime/compare/load-comparison.ts";

type Params = { params: Promise<{ executionId: string; otherId: string }> };

/**
 * How two of one's own runs of the same workflow differ: answers, steps, outputs, and their plans where both have one.
 */
export const GET = route("runs.read", async (request, viewer, { params }: Params) => {
  const { executionId, otherId } = await params;
  const { comparison } = await loadComparison(db, {
    ownerId: viewer.id,
    executionId: idOf(executionId),
    otherId: idOf(otherId),
  });
  return Response.json(comparison);
});
