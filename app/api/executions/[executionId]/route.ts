import { db } from "#db/index.ts";
import { idOf } from "#lib/http/execution-response.ts";
import { route } from "#lib/http/route.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";

type Params = { params: Promise<{ executionId: string }> };

/** The current state of one's own run. */
export const GET = route("runs.read", async (request, viewer, { params }: Params) => {
  const executionId = idOf((await params).executionId);
  return Response.json(await viewExecution(db, { executionId, ownerId: viewer.id }));
});
