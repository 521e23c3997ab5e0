import { createOpenAI } from "@ai-sdk/openai";
import { extractJsonMiddleware, extractReasoningMiddleware, wrapLanguageModel } from "ai";

import { env } from "#lib/env.ts";

import { boundedOutput } from "./bounded-output.ts";
import { type Model, rulesModel } from "./rules-model.ts";

const defaultModel = "gpt-5-mini";

/** What writes texts here: a model, or the built-in rules where none is set up. */
export type Writer = { readonly kind: "ai" | "rules"; readonly name: string };

/** The writer that is always there. */
export const rulesWriter: Writer = { kind: "rules", name: rulesModel.modelId };

/** Which writer the environment names: any OpenAI-compatible server, given a key or an address. */
export function describeModel(): Writer {
  const { AI_MODEL, OPENAI_API_KEY, OPENAI_BASE_URL } = env();
  if (!OPENAI_API_KEY && !OPENAI_BASE_URL) return rulesWriter;
  return { kind: "ai", name: AI_MODEL ?? defaultModel };
}

/** The writer as a language model. Both kinds take the same path through the SDK. */
export function languageModel({ kind, name }: Writer): Model {
  return kind === "rules" ? rulesModel : openAiCompatible(name);
}

/**
 * Chat completions, because every OpenAI-compatible server supports them. Local models often wrap JSON in a code fence
 * or put their reasoning in <think> tags. The middleware removes both.
 */
function openAiCompatible(name: string): Model {
  const { OPENAI_API_KEY, OPENAI_BASE_URL } = env();
  const provider = createOpenAI({
    apiKey: OPENAI_API_KEY ?? "not-needed",
    ...(OPENAI_BASE_URL && { baseURL: OPENAI_BASE_URL }),
  });
  return wrapLanguageModel({
    model: provider.chat(name),
    middleware: [
      extractJsonMiddleware(),
      extractReasoningMiddleware({ tagName: "think" }),
      boundedOutput,
    ],
  });
}
