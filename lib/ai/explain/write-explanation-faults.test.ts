import { beforeEach, expect, test } from "vitest";

import { setEnv } from "#lib/env.ts";
import { StepFailure } from "#lib/step-failure.ts";
import { answerJson, goodText } from "#tests/support/ai-example.ts";
import { failureOf, limits, serverWith, write } from "#tests/support/explanations.ts";
import type { Script } from "#tests/support/openai-server.ts";

/** For answers that never come. */
const impatient = { first: 400, idle: 300, total: 3_000 };
const neverAnswers = new Set(["hang", "stall"]);

beforeEach(() => setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", AI_MODEL: "" }));

const refuse = (status: number, headers = {}, body?: unknown): Script => ({
  does: "refuse",
  status,
  headers,
  body,
});
const quota = { error: { message: "You exceeded your quota", code: "insufficient_quota" } };
const json = answerJson();

const faults: [string, Script, Partial<StepFailure>][] = [
  [
    "429 with seconds",
    refuse(429, { "retry-after": "20" }),
    { code: "ai_busy", retryable: true, retryAfterMs: 20_000 },
  ],
  [
    "429 with a date",
    refuse(429, { "retry-after": "Sun, 22 Nov 2026 14:02:00 GMT" }),
    { code: "ai_busy", retryAfterMs: 120_000 },
  ],
  [
    "429 without a hint",
    refuse(429),
    { code: "ai_busy", retryable: true, retryAfterMs: undefined },
  ],
  ["429 for lack of credit", refuse(429, {}, quota), { code: "ai_quota", retryable: false }],
  ["500", refuse(500), { code: "ai_unavailable", retryable: true }],
  [
    "503 with seconds",
    refuse(503, { "retry-after": "3" }),
    { code: "ai_unavailable", retryAfterMs: 3_000 },
  ],
  ["401", refuse(401), { code: "ai_key", retryable: false }],
  ["404", refuse(404), { code: "ai_model", retryable: false }],
  ["400", refuse(400), { code: "ai_request", retryable: false }],
  ["no answer", { does: "hang" }, { code: "ai_timeout", retryable: true }],
  ["a stall", { does: "stall", text: json, after: 80 }, { code: "ai_timeout", retryable: true }],
  [
    "a stream that ends early",
    { does: "cut", text: json, after: 80, how: "end" },
    { code: "ai_cut", retryable: true },
  ],
  [
    "a dropped connection",
    { does: "cut", text: json, after: 80, how: "drop" },
    { retryable: true },
  ],
  [
    "an error within the stream",
    {
      does: "break",
      text: json,
      after: 80,
      frame: { error: { message: "overloaded", type: "server_error" } },
    },
    { code: "ai_cut", retryable: true },
  ],
  [
    "a frame that is no JSON",
    { does: "break", text: json, after: 80, frame: "{oops" },
    { code: "ai_unavailable", retryable: true },
  ],
  [
    "an answer at the token limit",
    { does: "say", text: json.slice(0, 90), finish: "length" },
    { code: "ai_too_long" },
  ],
  [
    "a refusal",
    { does: "say", text: json.slice(0, 90), finish: "content_filter" },
    { code: "ai_declined" },
  ],
  ["text without end", { does: "flood" }, { code: "ai_too_long" }],
];

test.each(faults)("%s", async (_, script, expected) => {
  const { requests } = await serverWith(script);
  const { calls, explained } = write(neverAnswers.has(script.does) ? { limits: impatient } : {});
  const failure = await failureOf(explained);
  expect(failure).toMatchObject(expected);
  expect(failure.message).toMatch(/^(?:The AI|AI is not set up here|We could not).*[.]$/u);
  expect(requests).toHaveLength(1);
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ errorCode: failure.code });
  expect(calls[0]?.outcome).toMatch(/^(?:unavailable|unusable)$/u);
});

test("an address where nobody listens", async () => {
  setEnv({ OPENAI_BASE_URL: "http://127.0.0.1:9/v1" });
  expect(await failureOf(write().explained)).toMatchObject({
    code: "ai_unavailable",
    retryable: true,
  });
});

test("slow but steady text is waited for, up to the total limit", async () => {
  // All pieces together take longer than the longest allowed silence.
  const pieces = Math.ceil(answerJson().length / 20);
  const gapMs = Math.ceil(1_500 / pieces);
  await serverWith({ does: "say", text: answerJson(), size: 20, gapMs });
  const slow = write({ limits: { ...limits, idle: 1_200 } });
  expect((await slow.explained).text).toBe(goodText);
  await serverWith({ does: "say", text: answerJson(), size: 2, gapMs: 20 });
  const failure = await failureOf(write({ limits: { ...limits, total: 500 } }).explained);
  expect(failure).toMatchObject({
    code: "ai_timeout",
    message: "The AI service took too long to answer.",
  });
});

test("stopping it by hand ends it at once, and it counts as stopped", async () => {
  await serverWith({ does: "say", text: answerJson(), size: 4, gapMs: 20 });
  const stop = new AbortController();
  const { calls, explained } = write({ signal: stop.signal, onText: () => stop.abort() });
  expect(await failureOf(explained)).toMatchObject({
    code: "stopped",
    message: "Stopped. This text is unfinished and is not saved as a result.",
  });
  expect(calls).toMatchObject([{ outcome: "stopped" }]);
});

test("a step that is no longer needed keeps its own reason", async () => {
  await serverWith({ does: "say", text: answerJson(), size: 4, gapMs: 20 });
  const stop = new AbortController();
  const unwanted = new StepFailure("unwanted", "This step is no longer needed.");
  const { calls, explained } = write({ signal: stop.signal, onText: () => stop.abort(unwanted) });
  expect(await failureOf(explained)).toBe(unwanted);
  expect(calls).toMatchObject([{ outcome: "stopped", errorCode: "unwanted" }]);
});
