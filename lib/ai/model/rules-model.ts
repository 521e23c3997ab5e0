import type { LanguageModel } from "ai";

import { readPrompt } from "./prompt.ts";
import { composeAnswer } from "./rules-writer.ts";

export type Model = Extract<LanguageModel, { specificationVersion: "v4" }>;
type CallOptions = Parameters<Model["doStream"]>[0];
type StreamPart =
  Awaited<ReturnType<Model["doStream"]>>["stream"] extends ReadableStream<infer P> ? P : never;
type Usage = Extract<StreamPart, { type: "finish" }>["usage"];

/** No tokens are used by rules. */
const usage: Usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};
const finishReason = { unified: "stop", raw: "stop" } as const;

/**
 * The built-in writer behind the SDK's language-model interface: the same request, the same structured answer, the same
 * stream, from fixed sentences. The same request always gives the same text.
 */
export const rulesModel: Model = {
  specificationVersion: "v4",
  provider: "built-in",
  modelId: "built-in rules",
  supportedUrls: {},
  doGenerate: async (options) => ({
    content: [{ type: "text", text: written(options) }],
    finishReason,
    usage,
    warnings: [],
  }),
  doStream: async (options) => ({ stream: streamed(written(options), options.abortSignal) }),
};

function written({ prompt }: CallOptions): string {
  const messages = prompt.flatMap(({ content, role }) =>
    role === "user" ? content.map((part) => (part.type === "text" ? part.text : "")) : [],
  );
  const request = messages.map(readPrompt).find((found) => found !== null);
  if (!request)
    throw new Error("The rules writer was asked for something other than an explanation.");
  return JSON.stringify(composeAnswer(request));
}

function streamed(text: string, signal: AbortSignal | undefined): ReadableStream<StreamPart> {
  const words = text.match(/\S+\s*|\s+/gu) ?? [];
  const parts: StreamPart[] = [
    { type: "stream-start", warnings: [] },
    { type: "text-start", id: "0" },
    ...words.map((delta): StreamPart => ({ type: "text-delta", id: "0", delta })),
    { type: "text-end", id: "0" },
    { type: "finish", usage, finishReason },
  ];
  return new ReadableStream<StreamPart>({
    pull(controller) {
      signal?.throwIfAborted();
      const part = parts.shift();
      if (part) controller.enqueue(part);
      else controller.close();
    },
  });
}
