import { beforeEach, expect, test, vi } from "vitest";

import * as executeStep from "#app/api/workflows/ai/execute-step/route.ts";
import * as optimize from "#app/api/workflows/ai/optimize/route.ts";
import type { Database } from "#db/client.ts";
import { aiCalls } from "#db/schema/ai.ts";
import { limits, consume } from "#lib/auth/limits.ts";
import { setEnv } from "#lib/env.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { exampleInput } from "#lib/steps/ai_generated/write-example.ts";
import { answerJson } from "#tests/support/ai-example.ts";
import { runWithAiStep } from "#tests/support/ai-run.ts";
import { apiUser, call, freshApp } from "#tests/support/api.ts";
import { type Script, startOpenAiServer } from "#tests/support/openai-server.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));

beforeEach(() =>
  setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", AI_MODEL: "", LOG_LEVEL: "error" }),
);

async function withModel(...script: [Script, ...Script[]]) {
  const { baseUrl, requests } = await startOpenAiServer(...script);
  setEnv({ OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl });
  return requests;
}

async function post(handler: typeof optimize.POST, authorization: string, body: unknown) {
  const response = await call(handler, {}, { authorization, body });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

async function asker() {
  const { db } = await freshApp();
  const { authorization, id } = await apiUser(db);
  return {
    db,
    id,
    optimise: async (body: unknown) => await post(optimize.POST, authorization, body),
    write: async (body: unknown) => await post(executeStep.POST, authorization, body),
  };
}

type Row = { assetClass: string; weight: number };
const weightOf = (rows: Row[], id: string) => rows.find((r) => r.assetClass === id)?.weight ?? 0;

test("asked for nothing in particular, the solver gives the most return at 8.5% volatility", async () => {
  const { optimise } = await asker();
  const { json, status } = await optimise({});
  expect(status).toBe(200);
  expect(Object.keys(json)).toEqual(
    expect.arrayContaining([
      "allocation",
      "expectedReturn",
      "risk",
      "certificate",
      "explanation",
      "confidence",
    ]),
  );
  const total = json.allocation.reduce((sum: number, { weight }: Row) => sum + weight, 0);
  expect(total).toBeCloseTo(1, 6);
  expect(json.risk.volatility).toBeCloseTo(0.085, 5);
  expect(json.certificate.dualityGap).toBeLessThanOrEqual(1e-6);
  expect(json.certificate.rowViolation).toBeLessThanOrEqual(1e-7);
  expect(weightOf(json.allocation, "us_small")).toBeLessThanOrEqual(
    0.25 * weightOf(json.allocation, "us_large") + 1e-6,
  );
  expect(json).toMatchObject({
    source: { kind: "rules" },
    confidence: { level: expect.any(String) },
  });
  expect(json.explanation).toContain("8.5%");
  expect(json.explanation).not.toContain("$");
});

test("its limits and target are kept, and more risk buys more return", async () => {
  const { optimise } = await asker();
  const calm = await optimise({ targetVolatility: 0.05 });
  const bold = await optimise({
    targetVolatility: 0.12,
    assetClasses: ["us_large", "intl_dev", "us_agg"],
    bounds: { us_large: { max: 0.5 }, intl_dev: { max: 1 } },
    rows: [{ id: "bonds", meaning: "At least 30% in bonds", coef: { us_agg: 1 }, min: 0.3 }],
  });
  expect(bold.json.risk.volatility).toBeLessThanOrEqual(0.12 + 1e-6);
  expect(weightOf(bold.json.allocation, "us_large")).toBeLessThanOrEqual(0.5 + 1e-6);
  expect(weightOf(bold.json.allocation, "us_agg")).toBeGreaterThanOrEqual(0.3 - 1e-6);
  expect(bold.json.expectedReturn).toBeGreaterThan(calm.json.expectedReturn);
  const lowest = await optimise({ objective: "min_volatility" });
  expect(lowest.json.risk.volatility).toBeLessThan(calm.json.risk.volatility);
});

test("limits that leave nothing are named where they stand in the request", async () => {
  const { optimise } = await asker();
  const { json, status } = await optimise({
    assetClasses: ["us_large", "intl_dev"],
    bounds: { us_large: { max: 0.4 }, intl_dev: { max: 0.4 } },
  });
  expect(status).toBe(400);
  expect(json).toMatchObject({
    code: "invalid",
    message: expect.stringContaining("40%"),
    fields: {
      "bounds.us_large.max": [expect.stringContaining("40%")],
      "bounds.intl_dev.max": [expect.stringContaining("40%")],
    },
  });
  const shares = { us_large: { max: 1 }, intl_dev: { max: 1 } };
  const unreachable = await optimise({
    targetVolatility: 0.04,
    assetClasses: Object.keys(shares),
    bounds: shares,
    rows: [{ id: "half", meaning: "Half abroad", coef: { intl_dev: 1 }, min: 0.5 }],
  });
  expect(unreachable.json.fields).toHaveProperty("targetVolatility");
  const bold = await optimise({
    objective: "max_sharpe",
    targetVolatility: 0.02,
    assetClasses: Object.keys(shares),
    bounds: shares,
  });
  expect(bold).toMatchObject({
    status: 400,
    json: { fields: { targetVolatility: [expect.any(String)] } },
  });
});

test.each([
  [{ assetClasses: ["tulips", "us_agg"] }, "assetClasses.0"],
  [{ assetClasses: ["us_agg", "us_agg"] }, "assetClasses"],
  [{ bounds: { tulips: { max: 0.1 } } }, "bounds.tulips"],
  [{ bounds: { gold: { min: 0.2, max: 0.1 } } }, "bounds.gold"],
  [{ assetClasses: ["us_agg", "cash"], bounds: { gold: { max: 0.1 } } }, "bounds.gold"],
  [{ targetVolatility: -1 }, "targetVolatility"],
  [{ objective: "max_luck" }, "objective"],
  [{ rows: [{ id: "volatility", meaning: "", coef: { gold: 1 }, max: 1 }] }, "rows.0.id"],
  [{ rows: [{ id: "a", meaning: "", coef: { gold: 1 } }] }, "rows.0"],
  [{ rows: [{ id: "a", meaning: "", coef: { gold: 1e9 }, max: 1 }] }, "rows.0.coef.gold"],
])("%j is refused at %s", async (body, field) => {
  const { optimise } = await asker();
  const { json, status } = await optimise(body);
  expect(status).toBe(400);
  expect(Object.keys(json.fields)).toContain(field);
});

test("a proven result does not wait for AI: the rules explain where it does not answer", async () => {
  const { db, optimise } = await asker();
  await withModel({ does: "refuse", status: 500 });
  const { json, status } = await optimise({});
  expect(status).toBe(200);
  expect(json.source.kind).toBe("rules");
  const calls = await db.select({ kind: aiCalls.kind, outcome: aiCalls.outcome }).from(aiCalls);
  expect(calls).toEqual([
    { kind: "ai", outcome: "unavailable" },
    { kind: "rules", outcome: "completed" },
  ]);
});

/** A run whose AI step has its input and waits in the queue, with a step after it. */
async function withAiStep(db: Database, ownerId: string) {
  const ok = { id: "ok", name: "Agree", type: "user_interaction", uses: "review.confirm" } as const;
  return await runWithAiStep(db, ownerId, {
    step: { aiPrompt: "Explain the mix" },
    after: [{ ...ok, dependencies: ["explain"] }],
  });
}

test("an AI step is written once more over its own input, and its run stays as it is", async () => {
  const { db, id: ownerId, write } = await asker();
  const run = await withAiStep(db, ownerId);
  const view = async () => await viewExecution(db, { executionId: run.executionId, ownerId });
  const before = await view();
  const requests = await withModel({ does: "say", text: answerJson() });
  const { json, status } = await write({
    executionId: run.executionId,
    stepId: "explain",
    prompt: "Say it to a child",
  });
  expect(status).toBe(200);
  expect(json).toEqual({
    result: "Bonds make up 55.2% of the plan.",
    data: { decidedBy: "volatility" },
    confidence: {
      level: expect.any(String),
      score: expect.any(Number),
      reasons: expect.any(Array),
    },
    explanation: expect.stringContaining("55.2% in bonds"),
    checks: expect.any(Array),
    source: { kind: "ai", model: expect.any(String), ms: expect.any(Number) },
  });
  const asked = requests[0]?.body.messages?.at(-1)?.content ?? "";
  expect(asked).toContain('"task":"Say it to a child"');
  expect(asked).toContain("allocation.groups.bonds");
  expect(await view()).toEqual(before);
});

test("a step that AI does not write, or that the run has not reached, says so", async () => {
  const { db, id: ownerId, write } = await asker();
  const run = await withAiStep(db, ownerId);
  const at = (stepId: string) => write({ executionId: run.executionId, stepId });
  expect(await at("ok")).toMatchObject({ status: 400, json: { code: "invalid" } });
  expect(await at("nothing")).toMatchObject({ status: 404, json: { code: "not_found" } });
  expect(await write({ executionId: run.executionId })).toMatchObject({
    status: 400,
    json: { fields: { stepId: [expect.any(String)] } },
  });
});

test("facts that a caller brings are all that is written about, and every number is checked", async () => {
  const { write } = await asker();
  const data = {
    expectedReturn: 0.057,
    price: { amount: 101.5, currency: "USD" },
    holdings: [{ ticker: "VOO", shares: 12 }],
    allocation: exampleInput.allocation,
  };
  const explanation =
    "You hold 12 shares of VOO at $102, and bonds make up 55.2% of the plan. It will return 99% next year.";
  const requests = await withModel({ does: "say", text: answerJson({ explanation }) });
  const { json } = await write({ stepId: "anything", prompt: "Sum it up", context: { data } });
  const shown = requests[0]?.body.messages?.at(-1)?.content ?? "";
  expect(shown).toContain('"label":"expected return","value":"0.057"');
  expect(shown).toContain('"label":"holdings 1 ticker","value":"VOO"');
  expect(json.checks.find(({ id }: { id: string }) => id === "figures")).toMatchObject({
    passed: false,
    detail: "3 of 4 figures",
  });
  expect(json.confidence.level).toBe("low");
});

test("without AI the rules say what was given; with nothing given there is nothing to say", async () => {
  const { write } = await asker();
  const { json } = await write({ context: { data: { yearsLeft: 12, goal: "a house" } } });
  expect(json).toMatchObject({
    explanation: "This was given: years left: 12; goal: a house.",
    source: { kind: "rules" },
  });
  expect(await write({ context: { data: {} } })).toMatchObject({
    status: 400,
    json: { fields: { "context.data": [expect.any(String)] } },
  });
  expect(await write({})).toMatchObject({
    status: 400,
    json: { fields: { "context.data": [expect.any(String)] } },
  });
});

const given = { context: { data: { years: 12 } } };

test.each<[string, Script, number, string | null]>([
  ["a busy service", { does: "refuse", status: 429, headers: { "retry-after": "7" } }, 503, "7"],
  ["a service that is down", { does: "refuse", status: 500 }, 503, null],
  ["a wrong key", { does: "refuse", status: 401 }, 503, null],
  ["an answer of no form", { does: "say", text: "Certainly! Here you go." }, 503, null],
  ["a stream that is cut", { does: "cut", text: answerJson(), after: 40, how: "drop" }, 503, null],
  ["an answer that is refused", { does: "say", text: "{", finish: "content_filter" }, 503, null],
])("%s is a clear problem", async (_case, script, status, wait) => {
  const { write } = await asker();
  await withModel(script);
  const refused = await write(given);
  expect(refused.status).toBe(status);
  expect(refused.headers.get("Retry-After")).toBe(wait);
  expect(refused.json).toEqual({ code: "unavailable", message: expect.stringMatching(/\.$/u) });
});

test("after the day's requests a caller is told to wait until midnight", async () => {
  const { db, id: ownerId, write } = await asker();
  const requests = await withModel({ does: "say", text: answerJson() });
  const used = {
    ownerId,
    kind: "ai",
    model: "m",
    outcome: "completed",
    createdAt: new Date(),
  } as const;
  await db.insert(aiCalls).values(Array.from({ length: 20 }, () => used));
  const refused = await write(given);
  expect(refused).toMatchObject({ status: 429, json: { code: "rate_limited" } });
  const seconds = Number(refused.headers.get("Retry-After"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(86_400);
  expect(requests).toHaveLength(0);
});

test("one person may ask the solver so many times in a while, and others still may", async () => {
  const { db, id, optimise } = await asker();
  for (let i = 1; i < limits.solveByPerson.hits; i++) await consume(db, limits.solveByPerson, id);
  expect((await optimise({ assetClasses: ["us_agg", "cash"] })).status).not.toBe(429);
  const refused = await optimise({});
  expect(refused).toMatchObject({ status: 429, json: { code: "rate_limited" } });
  expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
  const { authorization } = await apiUser(db);
  const other = await post(optimize.POST, authorization, { assetClasses: ["us_agg", "cash"] });
  expect(other.status).not.toBe(429);
});
