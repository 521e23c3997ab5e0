import { createOpenAI } from "@ai-sdk/openai";
import { generateText, streamText } from "ai";
import { expect, test } from "vitest";

import { startOpenAiServer } from "./openai-server.ts";

test.each(["chat", "responses"] as const)(
  "it speaks the %s protocol, streamed and whole",
  async (api) => {
    const { baseUrl, requests } = await startOpenAiServer({
      does: "say",
      text: "Good morning.",
      size: 3,
    });
    const provider = createOpenAI({ baseURL: baseUrl, apiKey: "key" });
    const model = provider[api]("small-model");

    const streamed = streamText({ model, prompt: "Hello" });
    const pieces = await Array.fromAsync(streamed.textStream);
    const whole = await generateText({ model, prompt: "Hello" });

    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe("Good morning.");
    expect(await streamed.finishReason).toBe("stop");
    expect(whole.text).toBe("Good morning.");
    expect(await streamed.totalUsage).toMatchObject({ inputTokens: 900, outputTokens: 250 });
    expect(requests.map(({ body }) => body.stream ?? false)).toEqual([true, false]);
  },
);
