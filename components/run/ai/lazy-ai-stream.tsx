"use client";

import { type ComponentProps, lazy } from "react";

import type { AiStream } from "./ai-stream.tsx";

const Stream = lazy(async () => ({ default: (await import("./ai-stream.tsx")).AiStream }));

/** The stream, whose code only pages with a stream load: a question shares their route and does not need it. */
export function LazyAiStream(props: ComponentProps<typeof AiStream>) {
  return <Stream {...props} />;
}
