import { z } from "zod";

import { db } from "#db/index.ts";
import { idOf } from "#lib/http/execution-response.ts";
import { readQuery, route } from "#lib/http/route.ts";
import { viewOf } from "#lib/runtime/executions/execution-view.ts";
import { stateAt } from "#lib/runtime/replay/state-at.ts";

const query = z.object({ at: z.coerce.number().pipe(z.int32().min(1)).optional() });

type Params = { params: Promise<{ executionId: string }> };

/**
 * The state of one's own run after event `at` of its log, worked out from the log alone; without `at`, after the last.
 */
export const GET = route("runs.read", async (request, viewer, { params }: Params) => {
  const executionId = idOf((await params).executionId);
  const { at } = readQuery(request, query);
  const { work, row } = await stateAt(db, { executionId, ownerId: viewer.id, at: at ?? null });
  return Response.json(viewOf(work, row));
});
