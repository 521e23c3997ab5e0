import "server-only";

/** One message of a server-sent event stream. Without an event it is a comment that keeps the connection open. */
export type SseMessage = { event: string; id: string; data: unknown } | null;

/**
 * Answers with a stream of server-sent events. When the reader disconnects, the source's `finally` runs and its signal
 * has aborted.
 */
export function sseResponse(source: AsyncIterable<SseMessage>): Response {
  const iterator = source[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(format(value)));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-cache, no-transform",
      "X-Accel-Buffering": "no",
    },
  });
}

function format(message: SseMessage): string {
  if (!message) return ": still here\n\n";
  // JSON has no raw line breaks, so the data is always one line.
  return `event: ${message.event}\nid: ${message.id}\ndata: ${JSON.stringify(message.data)}\n\n`;
}
