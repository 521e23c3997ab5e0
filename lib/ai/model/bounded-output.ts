import type { LanguageModelMiddleware } from "ai";

import { OutputTooLong } from "./failure.ts";

const mostCharacters = 24_000;

/** Ends a stream that has sent more text than any answer needs, because a server may ignore the limit it was given. */
export const boundedOutput: LanguageModelMiddleware = {
  specificationVersion: "v4",
  async wrapStream({ doStream }) {
    const { stream, ...rest } = await doStream();
    let characters = 0;
    const bounded = stream.pipeThrough(
      new TransformStream<StreamPart, StreamPart>({
        transform(part, controller) {
          if (part.type === "text-delta" || part.type === "reasoning-delta")
            characters += part.delta.length;
          if (characters > mostCharacters)
            controller.error(new OutputTooLong("The answer is too long."));
          else controller.enqueue(part);
        },
      }),
    );
    return { ...rest, stream: bounded };
  },
};

type WrapStream = NonNullable<LanguageModelMiddleware["wrapStream"]>;
type StreamPart =
  Awaited<ReturnType<WrapStream>>["stream"] extends ReadableStream<infer P> ? P : never;
