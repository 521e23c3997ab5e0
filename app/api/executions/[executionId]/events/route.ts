import { z } from "zod";

import { db } from "#db/index.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import { whileInForce } from "#lib/auth/access/while-in-force.ts";
import { AppError } from "#lib/errors.ts";
import { idOf } from "#lib/http/execution-response.ts";
import { readQuery, route } from "#lib/http/route.ts";
import { type SseMessage, sseResponse } from "#lib/http/sse.ts";
import { notificationHubOf } from "#lib/runtime/streams/notification-hub.ts";
import { type Cursor, tailEvents } from "#lib/runtime/streams/tail-events.ts";

/** Proxies close connections that are silent for a minute or so. */
const idleMs = 15_000;

const sequence = z.coerce.number().pipe(z.int32().min(0));
const query = z.object({ after: sequence.default(0) });

type Params = { params: Promise<{ executionId: string }> };

/**
 * Changes of a run and text being written in it, live. A browser that reconnects names the last message it got in
 * `Last-Event-ID`, and continues from there. `after` is the revision that its page shows.
 */
export const GET = route("runs.read", async (request, viewer, { params }: Params) => {
  const executionId = idOf((await params).executionId);
  if (!(await getExecution(db, { executionId, ownerId: viewer.id }))) {
    throw new AppError("not_found", "There is no such run.");
  }
  const cursor = cursorOf(request) ?? { seq: readQuery(request, query).after, text: 0 };
  const live = await whileInForce(db, request, viewer.id, (signal) =>
    messages(executionId, cursor, signal),
  );
  return sseResponse(live);
});

async function* messages(
  executionId: string,
  cursor: Cursor,
  signal: AbortSignal,
): AsyncGenerator<SseMessage> {
  for await (const item of tailEvents(db, notificationHubOf(db), {
    executionId,
    cursor,
    signal,
    idleMs,
  })) {
    if (item.type === "idle") yield null;
    else {
      const id = `${item.cursor.seq}.${item.cursor.text}`;
      yield { event: item.type, id, data: item.data };
    }
  }
}

function cursorOf(request: Request): Cursor | null {
  const match = /^(\d{1,10})\.(\d{1,15})$/u.exec(request.headers.get("last-event-id") ?? "");
  return match ? { seq: sequence.parse(match[1]), text: Number(match[2]) } : null;
}
