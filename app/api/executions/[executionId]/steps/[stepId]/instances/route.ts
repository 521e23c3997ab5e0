import { z } from "zod";

import { db } from "#db/index.ts";
import { idOf, stateResponse } from "#lib/http/execution-response.ts";
import { idempotencyKeyOf } from "#lib/http/idempotency-key.ts";
import { readBody, route } from "#lib/http/route.ts";
import { changeInstances } from "#lib/runtime/executions/change-instances.ts";

const body = z.strictObject({ revision: z.int32().min(0), item: z.json().default(null) });

type Params = { params: Promise<{ executionId: string; stepId: string }> };

/** Adds one more instance to a step whose list is open, if the list has not changed since `revision`. */
export const POST = route("runs.answer", async (request, viewer, { params }: Params) => {
  const { executionId, stepId } = await params;
  const { revision, item } = await readBody(request, body);
  const outcome = await changeInstances(db, {
    executionId: idOf(executionId),
    ownerId: viewer.id,
    command: { type: "addInstance", step: stepId, revision, item },
    idempotencyKey: idempotencyKeyOf(request),
  });
  return stateResponse(outcome);
});
