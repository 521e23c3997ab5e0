import { z } from "zod";

import { db } from "#db/index.ts";
import { idOf } from "#lib/http/execution-response.ts";
import { idempotencyKeyOf } from "#lib/http/idempotency-key.ts";
import { readBody, route } from "#lib/http/route.ts";
import { forkExecution } from "#lib/runtime/executions/fork-execution.ts";

const body = z.strictObject({
  stepId: z.string().min(1).max(255),
  /** Another answer to the step. Left out: the step is done again. */
  data: z.json().optional(),
  /** The moment in the run's log to begin from. Left out: now. */
  revision: z.int32().min(1).nullable().default(null),
});

type Params = { params: Promise<{ executionId: string }> };

/** Starts a what-if of one's own run: a new run with another answer, which does again only what depends on it. */
export const POST = route("runs.fork", async (request, viewer, { params }: Params) => {
  const executionId = idOf((await params).executionId);
  const idempotencyKey = idempotencyKeyOf(request);
  const asked = await readBody(request, body);
  const fork = await forkExecution(db, {
    executionId,
    ownerId: viewer.id,
    idempotencyKey,
    ...asked,
  });
  return Response.json(fork, { status: 201 });
});
