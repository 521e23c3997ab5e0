import { beforeEach, expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { getStepRows } from "#db/queries/executions/read-executions.ts";
import { stepQuestions } from "#db/schema/ai.ts";
import { setEnv } from "#lib/env.ts";
import { answerJson } from "#tests/support/ai-example.ts";
import { runWithAiStep } from "#tests/support/ai-run.ts";
import { somebody, storedAndReplayed } from "#tests/support/executions.ts";
import { startOpenAiServer } from "#tests/support/openai-server.ts";
import { freshDb } from "#tests/support/pg.ts";

import { askAboutText, questionsAbout } from "./ask-about-text.ts";

beforeEach(() => setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", AI_MODEL: "" }));

/** A run whose text, written by rules, waits for its owner's decision. */
async function proposed(db: Database) {
  const ownerId = await somebody(db);
  const { executionId, write } = await runWithAiStep(db, ownerId);
  const ask = async (question: string, change: { key?: string; ownerId?: string } = {}) =>
    await askAboutText(db, {
      executionId,
      ownerId,
      stepId: "explain",
      question,
      key: crypto.randomUUID(),
      now: new Date(),
      signal: AbortSignal.timeout(60_000),
      ...change,
    });
  const asked = async (iteration = 1) =>
    await questionsAbout(db, { executionId, stepId: "explain", iteration });
  return { ask, asked, executionId, write };
}

async function withText(db: Database) {
  const run = await proposed(db);
  await run.write();
  return run;
}

test("an answer is kept with its question, and changes nothing in the run", async () => {
  const db = await freshDb();
  const { ask, asked, executionId } = await withText(db);
  const before = await storedAndReplayed(db, executionId);
  const rows = await getStepRows(db, executionId);
  await ask("How much is in bonds?");
  await ask("What is the volatility?");
  expect(await asked()).toMatchObject([
    { question: "How much is in bonds?", answer: { source: { kind: "rules" } } },
    { question: "What is the volatility?" },
  ]);
  expect(await asked(2)).toEqual([]);
  expect(await storedAndReplayed(db, executionId)).toEqual(before);
  expect(await getStepRows(db, executionId)).toEqual(rows);
});

test("a model is asked with the text, once per key, and its numbers are checked", async () => {
  const db = await freshDb();
  const { ask, asked } = await withText(db);
  const { baseUrl, requests } = await startOpenAiServer({
    does: "say",
    text: answerJson({ explanation: "Bonds take 35.2%, and it will earn 12%." }),
  });
  setEnv({ OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl });
  const key = crypto.randomUUID();
  expect(await ask("How much is in bonds?", { key })).toBe(key);
  expect(await ask("How much is in bonds?", { key })).toBe(key);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.body.messages?.[1]?.content).toContain('"question":"How much is in bonds?"');
  const other = await ask("How much is in shares?", { key });
  const [answered, ...more] = await asked();
  expect(more).toMatchObject([{ id: other, question: "How much is in shares?" }]);
  expect(answered?.answer).toMatchObject({
    source: { kind: "ai" },
    confidence: { level: "low" },
    figures: [{ matches: "allocation.weights.us_agg" }, { matches: null }],
  });
});

test("a question of somebody else, and one about no text, is refused", async () => {
  const db = await freshDb();
  const { ask, write } = await proposed(db);
  await expect(ask("Why?")).rejects.toMatchObject({ code: "conflict" });
  await write();
  const stranger = await somebody(db);
  await expect(ask("Why?", { ownerId: stranger })).rejects.toMatchObject({ code: "not_found" });
  expect(await db.$count(stepQuestions)).toBe(0);
});

test("a question that the service does not answer is not kept, and the person is told", async () => {
  const db = await freshDb();
  const { ask, asked } = await withText(db);
  const { baseUrl } = await startOpenAiServer({ does: "refuse", status: 401 });
  setEnv({ OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl });
  await expect(ask("Why?")).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("Ask again in a moment."),
  });
  expect(await asked()).toEqual([]);
});

test("after forty questions in a quarter of an hour a person has to wait", async () => {
  const db = await freshDb();
  const { ask } = await withText(db);
  for (let question = 0; question < 40; question++) await ask(`Why, number ${question}?`);
  await expect(ask("Why?")).rejects.toMatchObject({ code: "rate_limited" });
});
