import type { Database } from "#db/client.ts";
import { getEvents } from "#db/queries/executions/read-executions.ts";
import { getRunningTexts } from "#db/queries/executions/step-texts.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";

import { Bell } from "./auto-reset-event.ts";
import type { Hub } from "./notification-hub.ts";

/** How far a follower has read: the last event of the log and the last piece of text. */
export type Cursor = { seq: number; text: number };

export type News =
  | {
      type: "text";
      cursor: Cursor;
      data: { step: string; token: string; offset: number; text: string };
    }
  | { type: "step"; cursor: Cursor; data: { step: string; event: string; revision: number } }
  | { type: "execution"; cursor: Cursor; data: { event: string; revision: number } }
  /** Nothing happened for a while; keeps the connection open. */
  | { type: "idle" };

/** So much is read at once, and held for a reader who takes it slowly: the next is read when all of it was taken. */
const page = 500;

/**
 * What happens in an execution from `cursor` on, until it ends or the signal aborts. Everything is read from the
 * database, so that a follower that comes back, or asks another process, misses nothing and gets nothing twice. The
 * caller has checked that the execution may be seen.
 */
export async function* follow(
  db: Database,
  hub: Hub,
  params: { executionId: string; cursor: Cursor; signal: AbortSignal; idleMs: number },
): AsyncGenerator<News> {
  const { executionId, signal, idleMs } = params;
  let cursor = params.cursor;
  const bell = new Bell();
  signal.addEventListener("abort", () => bell.ring(), { once: true });
  const leave = await hub.follow(executionId, () => bell.ring());
  try {
    /* eslint-disable no-await-in-loop -- where to read on depends on how far the last reading went */
    while (!signal.aborted) {
      bell.reset();
      const news = await readNews(db, executionId, cursor);
      for (const item of news) {
        yield item;
        cursor = item.cursor;
        if (item.type === "execution" && isEnd(item.data.event)) return;
      }
      if (news.length === 0 && !(await bell.rang(idleMs)) && !signal.aborted)
        yield { type: "idle" };
    }
    /* eslint-enable no-await-in-loop */
  } finally {
    leave();
  }
}

async function readNews(db: Database, executionId: string, cursor: Cursor) {
  const texts = await getRunningTexts(db, { executionId, after: cursor.text, limit: page });
  // More text may be there, which comes before the events.
  const whole = texts.length < page;
  const events = whole ? await getEvents(db, { executionId, after: cursor.seq, limit: page }) : [];
  const news: Exclude<News, { type: "idle" }>[] = [];
  let { seq, text: lastText } = cursor;
  // Text first: it was written before the event that ends its attempt.
  for (const { id, stepId, token, start, text } of texts) {
    lastText = id;
    const data = { step: stepId, token, offset: start, text };
    news.push({ type: "text", cursor: { seq, text: lastText }, data });
  }
  for (const event of events) {
    seq = event.seq;
    news.push({ ...describe(event), cursor: { seq, text: lastText } });
  }
  return news;
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
