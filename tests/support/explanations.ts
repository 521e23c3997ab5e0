import type { AiCallEnd } from "#db/queries/ai/ai-calls.ts";
import { writeExplanation, type WriteRequest } from "#lib/ai/explain/write-explanation.ts";
import { setEnv } from "#lib/env.ts";
import { StepFailure } from "#lib/step-failure.ts";
import { exampleFacts } from "#tests/support/ai-example.ts";
import { type Script, startOpenAiServer } from "#tests/support/openai-server.ts";

/** Far more than any answer here takes, on whatever machine. */
export const limits = { first: 20_000, idle: 20_000, total: 40_000 };
/** A service that answers as the script says, and that explanations are then asked of. */
export async function serverWith(...script: [Script, ...Script[]]) {
  const server = await startOpenAiServer(...script);
  setEnv({ OPENAI_API_KEY: "test-key", OPENAI_BASE_URL: server.baseUrl, AI_MODEL: "small-model" });
  return server;
}

/** Asks for an explanation of the example, and keeps what was streamed and which calls were made. */
export function write(change: Partial<WriteRequest> = {}) {
  const pieces: string[] = [];
  const calls: (Partial<AiCallEnd> & { kind: string; model: string; repairOf: string | null })[] =
    [];
  const explained = writeExplanation({
    prompt: "Explain the allocation",
    facts: exampleFacts,
    maxWords: 220,
    note: null,
    signal: new AbortController().signal,
    now: new Date("2026-11-22T14:00:00Z"),
    clock: () => performance.now(),
    onText: (piece) => pieces.push(piece),
    limits,
    calls: {
      start: async (call) => String(calls.push({ ...call }) - 1),
      end: async (id, end) => void Object.assign(calls[Number(id)] ?? {}, end),
    },
    ...change,
  });
  return { explained, pieces, calls };
}

/** How the step failed that asked for the explanation. */
export async function failureOf(explained: Promise<unknown>): Promise<StepFailure> {
  const error: unknown = await explained.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StepFailure))
    throw new Error("It did not fail as a step does", { cause: error });
  return error;
}
