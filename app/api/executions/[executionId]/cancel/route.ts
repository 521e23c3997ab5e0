import { z } from "zod";

import { db } from "#db/index.ts";
import { idOf, stateResponse } from "#lib/http/execution-response.ts";
import { readBody, route } from "#lib/http/route.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";

const body = z.strictObject({
  reason: z.string().trim().min(1).max(500).optional(),
  /** Whether completed steps are compensated first, where they say how. */
  compensate: z.boolean().default(true),
});

type Params = { params: Promise<{ executionId: string }> };

/**
 * Ends a run. What is under way is cancelled, what is finished stays in its log. Where steps declare a compensation,
 * the run goes on until that is done. Cancelling it again stops the compensation.
 */
export const POST = route("runs.control", async (request, viewer, { params }: Params) => {
  const executionId = idOf((await params).executionId);
  const { reason, compensate } = await readBody(request, body);
  const command = { type: "cancel", compensate, ...(reason !== undefined && { reason }) } as const;
  return stateResponse(await controlExecution(db, { executionId, ownerId: viewer.id, command }));
});
