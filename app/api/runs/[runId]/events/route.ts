import { z } from "zod";

import { db } from "#db/index.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import { whileInForce } from "#lib/auth/access/while-in-force.ts";
import { AppError } from "#lib/errors.ts";
import { idOf } from "#lib/http/execution-response.ts";
import { readQuery, route } from "#lib/http/route.ts";
import { type SseMessage, sseResponse } from "#lib/http/sse.ts";
import { hubOf } from "#lib/runtime/streams/notification-hub.ts";
import { type Cursor, follow } from "#lib/runtime/streams/tail-events.ts";

/** Proxies close connections that are silent for a minute or so. */
const idleMs = 15_000;

const query = z.object({ after: z.coerce.number().int().min(0).default(0) });

type Params = { params: Promise<{ runId: string }> };

/**
 * Changes of a run and text being written in it, live. A browser that comes back names the last message it got in
 * `Last-Event-ID`, and goes on from there; `after` is the revision that its page shows.
 */
export const GET = route("runs.read", async (request, viewer, { params }: Params) => {
  const executionId = idOf((await params).runId);
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
  for await (const news of follow(db, hubOf(db), { executionId, cursor, signal, idleMs })) {
    if (news.type === "idle") yield null;
    else {
      const id = `${news.cursor.seq}.${news.cursor.text}`;
      yield { event: news.type, id, data: news.data };
    }
  }
}

function cursorOf(request: Request): Cursor | null {
  const match = /^(\d{1,10})\.(\d{1,15})$/u.exec(request.headers.get("last-event-id") ?? "");
  return match ? { seq: Number(match[1]), text: Number(match[2]) } : null;
}
