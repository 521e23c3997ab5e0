import { z } from "zod";

import { db } from "#db/index.ts";
import { idOf, stateResponse } from "#lib/http/execution-response.ts";
import { idempotencyKeyOf } from "#lib/http/idempotency-key.ts";
import { readBody, route } from "#lib/http/route.ts";
import { changeInstances } from "#lib/runtime/executions/change-instances.ts";

const body = z.strictObject({ revision: z.int32().min(0) });

type Params = { params: Promise<{ executionId: string; stepId: string }> };

/** Says that nothing more will be added to a step whose list is open. */
export const POST = route("runs.answer", async (request, viewer, { params }: Params) => {
  const { executionId, stepId } = await params;
  const { revision } = await readBody(request, body);
  const outcome = await changeInstances(db, {
    executionId: idOf(executionId),
    ownerId: viewer.id,
    command: { type: "closeInstances", step: stepId, revision },
    idempotencyKey: idempotencyKeyOf(request),
  });
  return stateResponse(outcome);
});
