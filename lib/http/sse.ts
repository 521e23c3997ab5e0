import "server-only";

/** One message of a server-sent event stream. Without an event it is a comment that keeps the connection open. */
export type SseMessage = { event: string; id: string; data: unknown } | null;

/**
 * Answers with a stream of server-sent events. The source is asked for a message when the reader has taken the one
 * before, so that a slow reader holds one message and not a queue; one that takes nothing any more is cut by the server
 * (lib/http/ingress/stalled-readers.ts). When the reader goes away, the source's `finally` runs and the signal it was
 * given has aborted. `onEnd` is called once, when the stream is over in whatever way: there a count of open streams is
 * given back.
 */
export function sseResponse(
  source: AsyncIterable<SseMessage>,
  onEnd: () => void = () => {},
): Response {
  const iterator = source[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let over = false;
  const end = () => {
    if (!over) onEnd();
    over = true;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (!done) return controller.enqueue(encoder.encode(format(value)));
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        end();
      },
      async cancel() {
        end();
        await iterator.return?.();
      },
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  );
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
