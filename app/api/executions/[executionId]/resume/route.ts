import { db } from "#db/index.ts";
import { idOf, stateResponse } from "#lib/http/execution-response.ts";
import { route } from "#lib/http/route.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";

type Params = { params: Promise<{ executionId: string }> };

/** Lets a paused run go on. */
export const POST = route("runs.control", async (request, viewer, { params }: Params) => {
  const executionId = idOf((await params).executionId);
  const command = { type: "resume" } as const;
  return stateResponse(await controlExecution(db, { executionId, ownerId: viewer.id, command }));
});
