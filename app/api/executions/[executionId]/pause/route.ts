import { db } from "#db/index.ts";
import { idOf, stateResponse } from "#lib/http/execution-response.ts";
import { route } from "#lib/http/route.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";

type Params = { params: Promise<{ executionId: string }> };

/** Stops a run from going on: nothing new starts, results of work under way are kept. */
export const POST = route("runs.control", async (request, viewer, { params }: Params) => {
  const executionId = idOf((await params).executionId);
  const command = { type: "pause" } as const;
  return stateResponse(await controlExecution(db, { executionId, ownerId: viewer.id, command }));
});
