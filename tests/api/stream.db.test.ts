import {
  readUIMessageStream,
  type UIMessageChunk,
  parseJsonEventStream,
  uiMessageChunkSchema,
} from "ai";
import { beforeEach, expect, test, vi } from "vitest";

import * as stream from "#app/api/executions/[executionId]/steps/[stepId]/stream/route.ts";
import type { Database } from "#db/client.ts";
import { getLatestTexts } from "#db/queries/executions/step-texts.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { setEnv } from "#lib/env.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { answerJson, goodText } from "#tests/support/ai-example.ts";
import { apiUser, call, freshApp, freshAppWithWorker } from "#tests/support/api.ts";
import { storeWorkflow } from "#tests/support/executions.ts";
import { startOpenAiServer } from "#tests/support/openai-server.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));

beforeEach(() =>
  setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", AI_MODEL: "", LOG_LEVEL: "error" }),
);

const patience = { timeout: 20_000, interval: 20 };

const explain = {
  id: "explain",
  name: "Why this mix",
  type: "ai_generated",
  uses: "ai.write",
  onError: "ask",
} satisfies WorkflowDefinitionInput["steps"][number];

/** A run with an AI step, and its stream as an AI SDK client reads it. */
async function explaining(db: Database) {
  const { authorization, id: ownerId } = await apiUser(db);
  const workflowId = await storeWorkflow(db, [explain]);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const at = { executionId: id, stepId: "explain" };
  const open = async (signal?: AbortSignal) =>
    await call(stream.GET, at, { authorization, method: "GET", ...(signal && { signal }) });
  return { at, ownerId, authorization, open };
}

/** Every text that the reader's message had, its errors, and the chunks that ended it. */
async function read(response: Response, onText: (text: string) => void = () => {}) {
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const types: string[] = [];
  const errors: string[] = [];
  const texts: string[] = [];
  const chunks = parseJsonEventStream({
    stream: response.body!,
    schema: uiMessageChunkSchema,
  }).pipeThrough(
    new TransformStream({
      transform(parsed, controller: TransformStreamDefaultController<UIMessageChunk>) {
        if (!parsed.success) throw parsed.error;
        types.push(parsed.value.type);
        controller.enqueue(parsed.value);
      },
    }),
  );
  const onError = (error: unknown) => errors.push(String(error));
  for await (const message of readUIMessageStream({ stream: chunks, onError })) {
    texts.push(message.parts.map((part) => (part.type === "text" ? part.text : "")).join(""));
    onText(texts.at(-1)!);
  }
  return { text: texts.at(-1) ?? "", texts, errors, types };
}

test("a text is followed while it is written, and replayed whole afterwards", async () => {
  const { db } = await freshAppWithWorker();
  const { baseUrl } = await startOpenAiServer({
    does: "say",
    text: answerJson(),
    size: 12,
    gapMs: 15,
  });
  setEnv({ OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl });
  const { at, open, ownerId } = await explaining(db);
  let whileRunning = "";
  const live = await read(await open(), (text) => (whileRunning ||= text));
  expect(whileRunning.length).toBeGreaterThan(0);
  expect(whileRunning.length).toBeLessThan(goodText.length);
  expect(new Set(live.texts).size).toBeGreaterThan(5);
  expect(live).toMatchObject({ text: goodText, errors: [] });
  expect(live.types.at(-1)).toBe("finish");
  const view = await viewExecution(db, { executionId: at.executionId, ownerId });
  expect(view.waitingFor).toMatchObject([{ stepId: "explain", kind: "review" }]);
  const again = await read(await open());
  expect(again).toMatchObject({ text: goodText, errors: [] });
});

test("a reader that comes in the middle sees all of it; one that leaves takes nothing with it", async () => {
  const { db } = await freshAppWithWorker();
  const { baseUrl } = await startOpenAiServer({
    does: "say",
    text: answerJson(),
    size: 12,
    gapMs: 20,
  });
  setEnv({ OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl });
  const { at, open } = await explaining(db);
  const leaving = new AbortController();
  const left = await open(leaving.signal);
  const reader = left.body!.getReader();
  await reader.read();
  await vi.waitFor(async () => {
    const pieces = await getLatestTexts(db, { ...at, after: 0 });
    expect(pieces.length).toBeGreaterThan(2);
  }, patience);
  leaving.abort();
  await reader.cancel();
  expect(await read(await open())).toMatchObject({ text: goodText, errors: [] });
});

test("a text that broke off ends as an error in words, and another attempt starts it anew", async () => {
  const { db } = await freshAppWithWorker();
  const { baseUrl } = await startOpenAiServer(
    { does: "cut", text: answerJson(), after: 80, how: "drop" },
    { does: "say", text: answerJson() },
  );
  setEnv({ OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl });
  const { at, open, ownerId } = await explaining(db);
  const broken = await read(await open());
  expect(broken.errors).toHaveLength(1);
  expect(broken.errors[0]).toMatch(/AI service/u);
  const { revision } = await viewExecution(db, { executionId: at.executionId, ownerId });
  await controlExecution(db, {
    executionId: at.executionId,
    ownerId,
    command: { type: "retryStep", step: "explain", revision },
  });
  expect(await read(await open())).toMatchObject({ text: goodText, errors: [] });
});

test("it ends when the run is cancelled while the text still waits to be written", async () => {
  const { db } = await freshApp();
  const { at, open, ownerId } = await explaining(db);
  const reading = read(await open());
  await controlExecution(db, { executionId: at.executionId, ownerId, command: { type: "cancel" } });
  expect(await reading).toMatchObject({ text: "" });
  expect((await reading).types).toContain("abort");
});

test("a step that writes no text has no stream", async () => {
  const { db } = await freshApp();
  const { authorization, id: ownerId } = await apiUser(db);
  const workflowId = await storeWorkflow(db, [
    { id: "ok", name: "Agree", type: "user_interaction", uses: "review.confirm" },
  ]);
  const { id: executionId } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  for (const stepId of ["ok", "nothing"]) {
    const at = { executionId, stepId };
    const response = await call(stream.GET, at, { authorization, method: "GET" });
    expect(response.status).toBe(404);
  }
});
