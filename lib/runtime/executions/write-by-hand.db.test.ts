import { beforeEach, expect, test } from "vitest";
import { z } from "zod";

import type { Database } from "#db/client.ts";
import { explanation } from "#lib/data-types/explanation.ts";
import { setEnv } from "#lib/env.ts";
import { runWithAiStep } from "#tests/support/ai-run.ts";
import { somebody, storedAndReplayed } from "#tests/support/executions.ts";
import { startOpenAiServer } from "#tests/support/openai-server.ts";
import { freshDb } from "#tests/support/pg.ts";

import { submitStep } from "./submit-step.ts";
import { viewExecution } from "./view-execution.ts";

beforeEach(() => setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", AI_MODEL: "" }));

/** A run whose AI step has failed for good and asks what to do. */
async function failed(db: Database) {
  const { baseUrl } = await startOpenAiServer({ does: "refuse", status: 401 });
  setEnv({ OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl });
  const ownerId = await somebody(db);
  const { executionId, write } = await runWithAiStep(db, ownerId, { step: { onError: "ask" } });
  await write();
  const view = await viewExecution(db, { executionId, ownerId });
  const answer = async (data: unknown) =>
    await submitStep(db, {
      executionId,
      ownerId,
      stepId: "explain",
      revision: view.revision,
      data,
      idempotencyKey: null,
    });
  return { executionId, view, answer };
}

test("a failed AI step offers three ways on, the text only where it is to be written", async () => {
  const { view } = await failed(await freshDb());
  expect(view.waitingFor).toMatchObject([
    {
      stepId: "explain",
      kind: "review",
      schema: {
        properties: {
          action: { enum: ["skip", "retry", "write"] },
          text: { type: "string", "x-showIf": { field: "action", equals: "write" } },
        },
        required: ["action", "text"],
      },
    },
  ]);
});

test("a person's text completes the step, says who wrote it, and has its numbers checked", async () => {
  const db = await freshDb();
  const { answer, executionId } = await failed(db);
  const text = "Bonds take 35.2%, and it will earn 12%.";
  const done = await answer({ action: "write", text: `${text}\r\n` });
  expect(done).toMatchObject({ ok: true, value: { status: "completed" } });
  const output = z.object({ explanation }).parse(done.value.steps[0]?.output);
  const written = output.explanation;
  expect(written).toMatchObject({
    text,
    source: { kind: "person", model: "", ms: 0 },
    confidence: { level: "low" },
    edited: false,
    original: null,
  });
  expect(written.figures.map(({ matches }) => matches)).toEqual([
    "allocation.weights.us_agg",
    null,
  ]);
  const { stored, replayed, events } = await storedAndReplayed(db, executionId);
  expect(stored).toEqual(replayed);
  expect(events.at(-2)).toMatchObject({ type: "step.completed", actor: { kind: "person" } });
});

test("without a text nothing is written, and a text beside another choice is not used", async () => {
  const db = await freshDb();
  const { answer } = await failed(db);
  await expect(answer({ action: "write" })).rejects.toMatchObject({
    code: "invalid",
    fields: { text: [expect.any(String)] },
  });
  const skipped = await answer({ action: "skip", text: "Left over" });
  expect(skipped.value.steps[0]).toMatchObject({ status: "skipped" });
});
