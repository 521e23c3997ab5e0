import {
  parseJsonEventStream,
  readUIMessageStream,
  type UIMessageChunk,
  uiMessageChunkSchema,
} from "ai";
import { expect, test } from "vitest";

import { type TextStreamItem, uiMessageResponse } from "./ui-message-stream.ts";

const piece = (token: string, offset: number, text: string): TextStreamItem => ({
  type: "text",
  token,
  offset,
  text,
});

async function* sent(...news: TextStreamItem[]): AsyncGenerator<TextStreamItem> {
  yield* news;
}

/** Reads a response like a client of the SDK does: every state that the message goes through, and its errors. */
async function read(response: Response) {
  if (!response.body) throw new Error("The response has no body.");
  const chunks = parseJsonEventStream({
    stream: response.body,
    schema: uiMessageChunkSchema,
  }).pipeThrough(
    new TransformStream({
      transform(parsed, controller: TransformStreamDefaultController<UIMessageChunk>) {
        if (!parsed.success) throw parsed.error;
        controller.enqueue(parsed.value);
      },
    }),
  );
  const errors: string[] = [];
  const states: string[] = [];
  const onError = (error: unknown) => errors.push(String(error));
  for await (const message of readUIMessageStream({ stream: chunks, onError })) {
    states.push(message.parts.map((part) => (part.type === "text" ? part.text : "")).join(""));
  }
  return { states, last: states.at(-1), errors };
}

test("a client of the SDK reads the text as it grows", async () => {
  const response = uiMessageResponse(
    "step-1",
    sent(piece("a", 0, "Your plan "), piece("a", 10, "puts 55.2%"), {
      type: "completed",
      text: "Your plan puts 55.2%",
    }),
  );
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  expect(response.headers.get("x-vercel-ai-ui-message-stream")).toBe("v1");
  const { errors, last, states } = await read(response);
  expect(states).toContain("Your plan ");
  expect(last).toBe("Your plan puts 55.2%");
  expect(errors).toEqual([]);
});

test("a second attempt takes the place of the first", async () => {
  const news = sent(piece("a", 0, "A first try"), piece("b", 0, "Better"), {
    type: "completed",
    text: "Better",
  });
  expect((await read(uiMessageResponse("m", news))).last).toBe("Better");
});

test("what was kept is what a late reader has at the end", async () => {
  const rest = sent(piece("a", 0, "Half"), { type: "completed", text: "Half and whole" });
  expect((await read(uiMessageResponse("m", rest))).last).toBe("Half and whole");
  const other = sent(piece("a", 0, "See http://x"), {
    type: "completed",
    text: "See (link removed)",
  });
  expect((await read(uiMessageResponse("m", other))).last).toBe("See (link removed)");
  expect((await read(uiMessageResponse("m", sent({ type: "completed", text: "All" })))).last).toBe(
    "All",
  );
});

test("a failure reaches the client as one, after what was written", async () => {
  const news = sent(piece("a", 0, "Your"), {
    type: "failed",
    message: "The AI service did not answer.",
  });
  const { errors, last } = await read(uiMessageResponse("m", news));
  expect(last).toBe("Your");
  expect(errors.join()).toContain("The AI service did not answer.");
});

test("a client that leaves ends the source", async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<TextStreamItem> {
    try {
      for (let offset = 0; ; offset++) yield piece("a", offset, "x");
    } finally {
      ended = true;
    }
  }
  const reader = uiMessageResponse("m", endless()).body?.getReader();
  for (let chunks = 0; chunks < 5; chunks++) await reader?.read();
  await reader?.cancel();
  await expect.poll(() => ended).toBe(true);
});
