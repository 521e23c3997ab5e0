import { z } from "zod";

import { db } from "#db/index.ts";
import { getEvents, getExecution } from "#db/queries/executions/read-executions.ts";
import { AppError } from "#lib/errors.ts";
import { idOf } from "#lib/http/execution-response.ts";
import { readQuery, route } from "#lib/http/route.ts";

const query = z.object({
  after: z.coerce.number().pipe(z.int32().min(0)).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});

type Params = { params: Promise<{ executionId: string }> };

/** The events of a run in order; `next` is where the next page begins, null at the end. */
export const GET = route("runs.read", async (request, viewer, { params }: Params) => {
  const executionId = idOf((await params).executionId);
  const { after, limit } = readQuery(request, query);
  const row = await getExecution(db, { executionId, ownerId: viewer.id });
  if (!row) throw new AppError("not_found", "There is no such run.");
  const events = await getEvents(db, { executionId, after, limit });
  const last = events.at(-1)?.seq ?? after;
  return Response.json({
    events: events.map(({ at, ...event }) => ({ ...event, at: new Date(at).toISOString() })),
    next: last < row.revision && events.length > 0 ? last : null,
  });
});
