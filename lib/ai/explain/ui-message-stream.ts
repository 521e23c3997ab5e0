import { createUIMessageStreamResponse, type UIMessageChunk } from "ai";

/** The stream of the text of one step: pieces as they were stored, then how it ended. */
export type TextStreamItem =
  /** Another `token`, or an `offset` before what was read, restarts the text. */
  | {
      readonly type: "text";
      readonly token: string;
      readonly offset: number;
      readonly text: string;
    }
  /** The text as it was kept, which may differ from what was streamed. */
  | { readonly type: "completed"; readonly text: string }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "cancelled" };

/**
 * The text of a step in the AI SDK's UI message stream protocol, so that any of its clients can follow it: replayed
 * from the pieces stored so far and continued live. A second attempt replaces what the first one wrote. When the reader
 * leaves, the source of the stream is closed at its next item. A source that waits for something itself also needs the
 * request's signal.
 */
export function uiMessageResponse(
  messageId: string,
  news: AsyncIterable<TextStreamItem>,
): Response {
  const chunks = uiMessageChunks(messageId, news);
  const stream = new ReadableStream<UIMessageChunk>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return();
    },
  });
  return createUIMessageStreamResponse({ stream, keepAliveMs: 15_000 });
}

async function* uiMessageChunks(
  messageId: string,
  news: AsyncIterable<TextStreamItem>,
): AsyncGenerator<UIMessageChunk, void, void> {
  yield { type: "start", messageId };
  yield { type: "start-step" };
  const part = new TextPart();
  for await (const item of news) {
    if (item.type === "text") {
      yield* part.piece(item);
      continue;
    }
    if (item.type === "completed") yield* part.settle(item.text);
    yield* part.close();
    if (item.type === "failed") yield { type: "error", errorText: item.message };
    if (item.type === "cancelled") yield { type: "abort" };
    break;
  }
  yield* part.close();
  yield { type: "finish-step" };
  yield { type: "finish" };
}

/** The one text part that is open, and what it holds so far. */
class TextPart {
  private id: string | null = null;
  private text = "";
  private parts = 0;

  *piece({
    offset,
    text,
    token,
  }: Extract<TextStreamItem, { type: "text" }>): Generator<UIMessageChunk> {
    if (this.id !== null && (!this.id.startsWith(token) || offset < this.text.length))
      yield* this.reset();
    yield* this.append(token, text);
  }

  *settle(text: string): Generator<UIMessageChunk> {
    if (text === this.text) return;
    if (text.startsWith(this.text)) {
      yield* this.append(this.id ?? "text", text.slice(this.text.length));
    } else {
      yield* this.reset();
      yield* this.append("final", text);
    }
  }

  *close(): Generator<UIMessageChunk> {
    if (this.id !== null) yield { type: "text-end", id: this.id };
    this.id = null;
  }

  private *append(token: string, delta: string): Generator<UIMessageChunk> {
    if (this.id === null) {
      this.parts += 1;
      this.id = `${token}-${this.parts}`;
      yield { type: "text-start", id: this.id };
    }
    this.text += delta;
    yield { type: "text-delta", id: this.id, delta };
  }

  private *reset(): Generator<UIMessageChunk> {
    yield* this.close();
    this.text = "";
    yield { type: "reset-step" };
  }
}
