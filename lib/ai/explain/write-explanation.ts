import { type ModelMessage, Output, streamText } from "ai";

import type { Facts } from "#lib/ai/grounding/fact.ts";
import type { CallLog } from "#lib/ai/model/call-log.ts";
import { type Limits, usualLimits, watch } from "#lib/ai/model/deadlines.ts";
import { brokenOff, toFailure, unusable } from "#lib/ai/model/failure.ts";
import { type Answer, answerSchema, plainText, problemOf } from "#lib/ai/model/model-answer.ts";
import { describeModel, languageModel, type Writer } from "#lib/ai/model/model.ts";
import {
  answerInstructions,
  instructions,
  opening,
  repairOpening,
  repairPrompt,
  writePrompt,
} from "#lib/ai/model/prompt.ts";
import type { Model } from "#lib/ai/model/rules-model.ts";
import type { Explanation } from "#lib/data-types/explanation.ts";
import type { StepFailure } from "#lib/step-failure.ts";

import { explanationOf } from "./explanation.ts";

export type WriteRequest = {
  /** What to explain, in the words of the workflow's author. */
  readonly prompt: string;
  readonly facts: Facts;
  readonly maxWords: number;
  /** The change that a person asked for. */
  readonly note: string | null;
  /** A person's question about a text that they have read. Then the answer is written. */
  readonly asked?: { readonly question: string; readonly text: string };
  readonly signal: AbortSignal;
  readonly now: Date;
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
  readonly calls: CallLog;
  /** The text as it grows, piece by piece. */
  readonly onText: (piece: string) => void;
  readonly limits?: Limits;
  /** The environment's writer where it is absent. */
  readonly writer?: Writer;
};

type Attempt =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly problem: string; readonly said: string };

/** An explanation of the usual length with reasoning before it stays well below this. */
const maxOutputTokens = 6_000;

/**
 * Writes a text from the facts and checks it against them. After an answer of the wrong form the model is asked once
 * more. Every other failure is a `StepFailure` that says whether waiting helps. Nothing is retried silently.
 */
export async function writeExplanation(request: WriteRequest): Promise<Explanation> {
  const begun = request.clock();
  const writer = request.writer ?? describeModel();
  const ask: ModelMessage = {
    role: "user",
    content: writePrompt({
      task: request.prompt,
      maxWords: request.maxWords,
      note: request.note,
      ...(request.asked && { asked: request.asked }),
      facts: request.facts.facts,
    }),
  };
  const stream = new TextStream(request.onText);
  const first = await attempt(request, writer, [ask], { stream, repairOf: null });
  if (first.ok) return explained(first.answer);

  const repair: ModelMessage[] = [
    ask,
    { role: "assistant", content: first.said.slice(0, 4_000) || "(no answer)" },
    { role: "user", content: repairPrompt(first.problem) },
  ];
  const second = await attempt(request, writer, repair, { stream, repairOf: first.id });
  if (second.ok) return explained(second.answer);
  throw unusable(
    "ai_malformed",
    "The AI answered twice in a form that we cannot use.",
    new Error(second.problem),
  );

  function explained(answer: Answer): Explanation {
    const ms = Math.max(0, Math.round(request.clock() - begun));
    return explanationOf(answer, request.facts, { kind: writer.kind, model: writer.name, ms });
  }
}

/** Passes on the new part of a growing text. A second text is not streamed: the result replaces both. */
class TextStream {
  private sent = "";
  private readonly onText: (piece: string) => void;

  constructor(onText: (piece: string) => void) {
    this.onText = onText;
  }

  /** Half a character at the end is held back until its other half comes. */
  grow(text: string): boolean {
    const whole = text.replace(/[\ud800-\udbff]$/u, "");
    if (whole.length <= this.sent.length || !whole.startsWith(this.sent)) return false;
    this.onText(plainText(whole.slice(this.sent.length)));
    this.sent = whole;
    return true;
  }
}

async function attempt(
  request: WriteRequest,
  writer: Writer,
  messages: ModelMessage[],
  { repairOf, stream }: { stream: TextStream; repairOf: string | null },
): Promise<Attempt & { id: string }> {
  const { calls, clock, limits = usualLimits, signal } = request;
  const id = await calls.start({ kind: writer.kind, model: writer.name, repairOf });
  const begun = clock();
  const deadline = watch(limits, signal);
  let firstTextMs: number | null = null;
  const usage = { inputTokens: null as number | null, outputTokens: null as number | null };
  const end = async (
    outcome: "completed" | "unusable" | "unavailable" | "stopped",
    errorCode: string | null,
  ) =>
    await calls.end(id, {
      outcome,
      errorCode,
      firstTextMs,
      ms: Math.round(clock() - begun),
      ...usage,
    });

  try {
    const result = await run({
      model: languageModel(writer),
      instructions: request.asked ? answerInstructions : instructions,
      messages,
      signal: deadline.signal,
      onPartial(text) {
        deadline.progress();
        if (text !== undefined && stream.grow(text)) firstTextMs ??= Math.round(clock() - begun);
      },
    });
    Object.assign(usage, result.usage);
    await end(
      result.attempt.ok ? "completed" : "unusable",
      result.attempt.ok ? null : "ai_malformed",
    );
    return { ...result.attempt, id };
  } catch (error) {
    const cause: unknown = deadline.signal.aborted ? deadline.signal.reason : error;
    const failure = toFailure(cause, { signal, now: request.now });
    await end(signal.aborted ? "stopped" : outcomeOf(failure), failure.code);
    throw failure;
  } finally {
    deadline.stop();
  }
}

const unusableCodes = new Set(["ai_too_long", "ai_declined"]);

function outcomeOf({ code }: StepFailure): "unusable" | "unavailable" {
  return unusableCodes.has(code) ? "unusable" : "unavailable";
}

/** One exchange with the model. Rejects unless the answer came to its end. */
async function run(call: {
  model: Model;
  instructions: string;
  messages: ModelMessage[];
  signal: AbortSignal;
  onPartial(text: string | undefined): void;
}): Promise<{
  attempt: Attempt;
  usage: { inputTokens: number | null; outputTokens: number | null };
}> {
  let failed: { error: unknown } | null = null;
  const result = streamText({
    model: call.model,
    instructions: call.instructions,
    messages: call.messages,
    output: Output.object({ schema: answerSchema, name: "explanation" }),
    abortSignal: call.signal,
    maxRetries: 0,
    maxOutputTokens,
    onError({ error }) {
      failed ??= { error };
    },
  });
  for await (const partial of result.partialOutputStream) call.onPartial(partial.explanation);
  call.signal.throwIfAborted();
  if (failed) throw (failed as { error: unknown }).error;

  const finishReason = await result.finishReason;
  if (finishReason === "interrupted") throw brokenOff();
  if (finishReason === "length")
    throw unusable("ai_too_long", "The AI answer was too long to use.");
  if (finishReason === "content-filter")
    throw unusable("ai_declined", "The AI service declined to write this text.");
  const { inputTokens, outputTokens } = await result.totalUsage;
  return {
    attempt: read(await result.text),
    usage: { inputTokens: inputTokens ?? null, outputTokens: outputTokens ?? null },
  };
}

/** The answer in the text, or what is wrong with it in a sentence that the model can act on. */
function read(said: string): Attempt {
  const json = parseJson(said);
  if (json === undefined)
    return { ok: false, said, problem: "It is not one complete JSON object." };
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      ok: false,
      said,
      problem: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong shape"}.`,
    };
  }
  const problem = problemOf(parsed.data, [opening, repairOpening, "<request>"]);
  return problem ? { ok: false, said, problem } : { ok: true, answer: parsed.data };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
