import { z } from "zod";

import { db } from "#db/index.ts";
import { idOf, stateResponse } from "#lib/http/execution-response.ts";
import { idempotencyKeyOf } from "#lib/http/idempotency-key.ts";
import { readBody, route } from "#lib/http/route.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";

const body = z.strictObject({ revision: z.int32().min(0), data: z.json().default({}) });

type Params = { params: Promise<{ executionId: string; stepId: string }> };

/** Answers a waiting step. The answer counts only if the step has not changed since `revision`. */
export const POST = route("runs.answer", async (request, viewer, { params }: Params) => {
  const { executionId, stepId } = await params;
  const { revision, data } = await readBody(request, body);
  const outcome = await submitStep(db, {
    executionId: idOf(executionId),
    ownerId: viewer.id,
    stepId,
    revision,
    data,
    idempotencyKey: idempotencyKeyOf(request),
  });
  return stateResponse(outcome);
});
