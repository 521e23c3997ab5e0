import { onTestFinished } from "vitest";

import { type Script, scriptedOpenAi } from "./scripted-openai.ts";

export type { Script };

/** A scripted server that ends with the test. */
export async function startOpenAiServer(...script: [Script, ...Script[]]) {
  const { close, ...server } = await scriptedOpenAi(...script);
  onTestFinished(close);
  return server;
}
