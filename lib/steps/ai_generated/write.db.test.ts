import { beforeEach, expect, test } from "vitest";

import { aiCalls } from "#db/schema/ai.ts";
import { users } from "#db/schema/auth.ts";
import { explanation, type Explanation } from "#lib/data-types/explanation.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { setEnv } from "#lib/env.ts";
import { validateData } from "#lib/form/validate-data.ts";
import { answerJson } from "#tests/support/ai-example.ts";
import { startOpenAiServer } from "#tests/support/openai-server.ts";
import { runJob } from "#tests/support/operations.ts";
import { freshDb } from "#tests/support/pg.ts";

import { portfolioOptimize } from "../analysis/portfolio-optimize.ts";
import { exampleInput } from "./write-example.ts";
import { aiWrite } from "./write.ts";

beforeEach(() => setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", AI_MODEL: "" }));

async function setUp() {
  const db = await freshDb();
  const [user] = await db.insert(users).values({ name: "A guest" }).returning({ id: users.id });
  const execution = {
    id: "00000000-0000-4000-8000-000000000011",
    ownerId: user?.id ?? "",
    workflowName: "Create a portfolio",
  };
  const pieces: string[] = [];
  const step = {
    id: "explain",
    name: "Why this mix",
    description: "",
    aiPrompt: "Explain the mix",
  };
  const stream = (text: string) => pieces.push(text);
  const write = async (input: JsonObject = exampleInput) => {
    const { output } = await runJob(aiWrite, {}, input, { db, execution, step, stream });
    return explanation.parse(output["explanation"]);
  };
  return { db, write, pieces };
}

/** The result of a person's decision on a proposal. */
function accept(proposal: Explanation, data: JsonObject): Explanation {
  if (aiWrite.mode !== "job" || !aiWrite.review) throw new Error("There is no review.");
  const call = {
    config: {},
    input: exampleInput,
    proposal: { explanation: { ...proposal } },
  };
  const checked = validateData(aiWrite.review.form(call), data);
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  return explanation.parse(aiWrite.review.accept({ ...call, data }).output["explanation"]);
}

test("without a key the rules write, as often as wanted, and it is recorded", async () => {
  const { db, pieces, write } = await setUp();
  const written = await write();
  expect(written.source.kind).toBe("rules");
  expect(pieces.join("")).toBe(written.text);
  expect(written.confidence).toMatchObject({
    level: "medium",
    reasons: ["2 of 9 inputs are estimates"],
  });
  expect(written.checks.map(({ id, passed }) => `${id} ${passed}`)).toEqual([
    "figures true",
    "certificate true",
    "total true",
    "age true",
    "estimates false",
  ]);
  expect(
    await db
      .select({ kind: aiCalls.kind, outcome: aiCalls.outcome, step: aiCalls.stepId })
      .from(aiCalls),
  ).toEqual([{ kind: "rules", outcome: "completed", step: "explain" }]);
});

test("of a plan by the solver, every number that the rules write is one it was given", async () => {
  const { write } = await setUp();
  const { input } = portfolioOptimize.example;
  const { output } = await runJob(portfolioOptimize, {}, input);
  const written = await write({ ...input, allocation: output["allocation"] ?? null });
  expect(written.figures.filter(({ matches }) => matches === null)).toEqual([]);
  expect(written.figures.length).toBeGreaterThan(10);
  expect(written.checks.find(({ id }) => id === "certificate")).toMatchObject({ passed: true });
});

test("the 21st request of a day is refused in the words of the product, before any call", async () => {
  const { db, write } = await setUp();
  const { baseUrl, requests } = await startOpenAiServer({ does: "say", text: answerJson() });
  setEnv({ OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl });
  for (let request = 0; request < 20; request++) await write();
  await expect(write()).rejects.toMatchObject({
    code: "rate_limited",
    message:
      "You have used today's 20 AI requests. They reset at 00:00 UTC. Other steps still work.",
    retryable: false,
  });
  expect(requests).toHaveLength(20);
  setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "" });
  expect((await write()).source.kind).toBe("rules");
  expect(await db.$count(aiCalls)).toBe(21);
});

test("the workflow's words and the person's note reach the model as data", async () => {
  const { write } = await setUp();
  const { baseUrl, requests } = await startOpenAiServer({ does: "say", text: answerJson() });
  setEnv({ OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl });
  await write();
  expect(requests[0]?.body.messages?.[1]?.content).toContain('"task":"Explain the mix"');
});

test("what a person uses is what was proposed", async () => {
  const { write } = await setUp();
  const proposal = await write();
  expect(accept(proposal, { action: "use" })).toEqual(proposal);
  expect(accept(proposal, { action: "edit", text: proposal.text })).toEqual(proposal);
});

test("an edit keeps the first text and has its own numbers checked", async () => {
  const { write } = await setUp();
  const proposal = await write();
  const edited = accept(proposal, {
    action: "edit",
    text: "Bonds take 55.2%, and it will earn 12%.",
  });
  expect(edited).toMatchObject({
    edited: true,
    original: proposal.text,
    confidence: { level: "low" },
  });
  expect(edited.figures.map(({ matches }) => matches)).toEqual(["allocation.groups.bonds", null]);
  const back = accept(edited, { action: "edit", text: proposal.text });
  expect(back).toMatchObject({ edited: false, original: null, figures: proposal.figures });
});

test("an edit is taken back as the writer left it, with the writer's own doubt", async () => {
  const { write } = await setUp();
  const { baseUrl } = await startOpenAiServer({
    does: "say",
    text: answerJson({ confidence: { score: 0.2, reason: "Little was given." } }),
  });
  setEnv({ OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl });
  const proposal = await write();
  expect(proposal.confidence.level).toBe("low");
  const edited = accept(proposal, { action: "edit", text: "Bonds take 55.2%." });
  expect(edited.confidence.level).not.toBe("low");
  expect(accept(edited, { action: "restore" })).toEqual(proposal);
  expect(() => accept(proposal, { action: "restore" })).toThrow(/action/u);
});

test("an empty edit is refused", async () => {
  const { write } = await setUp();
  const proposal = await write();
  expect(() => accept(proposal, { action: "edit", text: "" })).toThrow(/text/u);
});
