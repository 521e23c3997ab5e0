import { z } from "zod";

import { db } from "#db/index.ts";
import { viewerOfRequest } from "#lib/auth/bearer.ts";
import { idOf, stateResponse } from "#lib/http/execution-response.ts";
import { readBody, route } from "#lib/http/route.ts";
import { controlExecution } from "#lib/runtime/control.ts";

const body = z.strictObject({ reason: z.string().trim().min(1).max(500).optional() });

type Params = { params: Promise<{ executionId: string }> };

/** Ends a run; what is under way is cancelled, what is finished stays in its log. */
export const POST = route(async (request, { params }: Params) => {
  const viewer = await viewerOfRequest(request);
  const executionId = idOf((await params).executionId);
  const { reason } = await readBody(request, body);
  const command = { type: "cancel" as const, ...(reason !== undefined && { reason }) };
  return stateResponse(await controlExecution(db, { executionId, ownerId: viewer.id, command }));
});
