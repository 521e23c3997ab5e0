import type { Database } from "#db/client.ts";
import { getEvents } from "#db/queries/executions/read-executions.ts";
import { getRunningTexts } from "#db/queries/executions/step-texts.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";

import { ManualResetEvent } from "./manual-reset-event.ts";
import type { NotificationHub } from "./notification-hub.ts";

/** How far a follower has read: the last event of the log and the last piece of text. */
export type Cursor = { seq: number; text: number };

export type StreamItem =
  | {
      type: "text";
      cursor: Cursor;
      data: { step: string; token: string; offset: number; text: string };
    }
  | { type: "step"; cursor: Cursor; data: { step: string; event: string; revision: number } }
  | { type: "execution"; cursor: Cursor; data: { event: string; revision: number } }
  /** Nothing happened for a while. Keeps the connection open. */
  | { type: "idle" };

/** So much is read at once, and held for a reader who takes it slowly: the next is read when all of it was taken. */
const page = 500;

/**
 * The stream of what happens in an execution from `cursor` on, until it ends or the signal aborts. All items are read
 * from the database, so a follower that reconnects, or asks another process, misses nothing and gets nothing twice. The
 * caller has checked that the execution may be seen.
 */
export async function* tailEvents(
  db: Database,
  hub: NotificationHub,
  params: { executionId: string; cursor: Cursor; signal: AbortSignal; idleMs: number },
): AsyncGenerator<StreamItem> {
  const { executionId, signal, idleMs } = params;
  let cursor = params.cursor;
  const changed = new ManualResetEvent();
  signal.addEventListener("abort", () => changed.set(), { once: true });
  const leave = await hub.follow(executionId, () => changed.set());
  try {
    /* eslint-disable no-await-in-loop -- where to continue depends on how far the last reading went */
    while (!signal.aborted) {
      changed.reset();
      const items = await readItems(db, executionId, cursor);
      for (const item of items) {
        yield item;
        cursor = item.cursor;
        if (item.type === "execution" && isEnd(item.data.event)) return;
      }
      if (items.length === 0 && !(await changed.wait(idleMs)) && !signal.aborted)
        yield { type: "idle" };
    }
    /* eslint-enable no-await-in-loop */
  } finally {
    leave();
  }
}

async function readItems(db: Database, executionId: string, cursor: Cursor) {
  const texts = await getRunningTexts(db, { executionId, after: cursor.text, limit: page });
  // More text may be there, which comes before the events.
  const whole = texts.length < page;
  const events = whole ? await getEvents(db, { executionId, after: cursor.seq, limit: page }) : [];
  const items: Exclude<StreamItem, { type: "idle" }>[] = [];
  let { seq, text: lastText } = cursor;
  // Text first: it was written before the event that ends its attempt.
  for (const { id, stepId, token, start, text } of texts) {
    lastText = id;
    const data = { step: stepId, token, offset: start, text };
    items.push({ type: "text", cursor: { seq, text: lastText }, data });
  }
  for (const event of events) {
    seq = event.seq;
    items.push({ ...describe(event), cursor: { seq, text: lastText } });
  }
  return items;
}

function describe(event: ExecutionEvent) {
  const { type, seq: revision } = event;
  return "step" in event && event.type.startsWith("step.")
    ? { type: "step" as const, data: { step: event.step ?? "", event: type, revision } }
    : { type: "execution" as const, data: { event: type, revision } };
}

function isEnd(event: string): boolean {
  return (
    event === "execution.completed" ||
    event === "execution.failed" ||
    event === "execution.cancelled"
  );
}
