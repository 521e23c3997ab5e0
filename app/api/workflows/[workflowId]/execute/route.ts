import { z } from "zod";

import { db } from "#db/index.ts";
import { may } from "#lib/auth/capabilities.ts";
import { idempotencyKeyOf } from "#lib/http/idempotency-key.ts";
import { readBody, route } from "#lib/http/route.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";

const json = z.record(z.string(), z.json());
const body = z.strictObject({
  inputs: json.default({}),
  context: z
    .strictObject({
      sessionId: z.string().min(1).max(255).optional(),
      data: json.default({}),
      metadata: json.default({}),
    })
    .default({ data: {}, metadata: {} }),
});

type Params = { params: Promise<{ workflowId: string }> };

/** Starts a run of the newest version of a workflow. `context.data` and `inputs` both give the run's inputs. */
export const POST = route("runs.start", async (request, viewer, { params }: Params) => {
  const { inputs, context } = await readBody(request, body);
  const view = await startExecution(db, {
    workflowId: (await params).workflowId,
    ownerId: viewer.id,
    builtInOnly: !may(viewer, "runs.startOwn"),
    inputs: { ...context.data, ...inputs },
    metadata: context.metadata,
    idempotencyKey: idempotencyKeyOf(request),
    ...(context.sessionId !== undefined && { sessionId: context.sessionId }),
  });
  return Response.json(view, { status: 201 });
});
