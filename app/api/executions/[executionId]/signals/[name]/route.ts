import { z } from "zod";

import { db } from "#db/index.ts";
import { viewerOfRequest } from "#lib/auth/tokens/bearer.ts";
import { signalName } from "#lib/engine/value/signal-name.ts";
import { idOf, stateResponse } from "#lib/http/execution-response.ts";
import { readBody, route } from "#lib/http/route.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";

const body = z.strictObject({ data: z.json().default({}) });

type Params = { params: Promise<{ executionId: string; name: string }> };

/**
 * Gives a run a signal. Every step that waits for it completes. When none does, it is kept for the next one that will.
 */
export const POST = route(async (request, { params }: Params) => {
  const viewer = await viewerOfRequest(request);
  const { executionId, name } = await params;
  const { data } = await readBody(request, body);
  const command = {
    type: "signal",
    name: signalName.parse(name),
    data,
  } as const;
  return stateResponse(
    await controlExecution(db, { executionId: idOf(executionId), ownerId: viewer.id, command }),
  );
});
