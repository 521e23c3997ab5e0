import { expect, test, vi } from "vitest";

import * as cancel from "#app/api/executions/[executionId]/cancel/route.ts";
import * as log from "#app/api/executions/[executionId]/log/route.ts";
import * as pause from "#app/api/executions/[executionId]/pause/route.ts";
import * as resume from "#app/api/executions/[executionId]/resume/route.ts";
import * as view from "#app/api/executions/[executionId]/route.ts";
import * as submit from "#app/api/executions/[executionId]/steps/[stepId]/route.ts";
import * as execute from "#app/api/workflows/[workflowId]/execute/route.ts";
import type { Database } from "#db/client.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { apiUser, type Call, call, freshApp } from "#tests/support/api.ts";
import { storedAndReplayed, storeWorkflow } from "#tests/support/executions.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));

const ask = {
  id: "ask",
  name: "How long",
  type: "data_collection",
  uses: "form.ask",
  config: {
    fields: {
      type: "object",
      properties: { years: { type: "integer", title: "How many years?", minimum: 1, maximum: 60 } },
      required: ["years"],
    },
  },
} satisfies WorkflowDefinitionInput["steps"][number];

/** A run that asks one question, and the routes as its owner calls them. */
async function asking(db: Database) {
  const { authorization } = await apiUser(db);
  const workflowId = await storeWorkflow(db, [ask], {
    inputs: { currency: { type: "text", default: "USD" } },
  });
  const start = async (sent: Call) =>
    await read(call(execute.POST, { workflowId }, { authorization, ...sent }));
  const { json: run } = await start({ body: {} });
  const at = { executionId: run.id, stepId: "ask" };
  const answer = async (data: unknown, sent: Call & { revision?: number } = {}) => {
    const { revision = run.revision, ...rest } = sent;
    return await read(call(submit.POST, at, { authorization, body: { revision, data }, ...rest }));
  };
  return { authorization, at, run, start, answer };
}

async function read(response: Promise<Response>) {
  const { status, headers } = await response;
  return { status, headers, json: await (await response).json() };
}

test("a run starts, says what it waits for as JSON Schema, and ends with its outputs", async () => {
  const { db } = await freshApp();
  const { answer, at, authorization, run, start } = await asking(db);
  expect(run).toEqual({
    id: expect.any(String),
    workflowId: expect.any(String),
    version: "1.0.0",
    status: "running",
    revision: 2,
    steps: [{ id: "ask", name: "How long", status: "waiting", attempt: 1, iteration: 1 }],
    waitingFor: [
      { stepId: "ask", kind: "form", schema: expect.objectContaining(ask.config.fields) },
    ],
  });
  expect((await start({ body: {} })).status).toBe(201);
  const done = await answer({ years: 12 });
  expect(done.status).toBe(200);
  expect(done.json).toMatchObject({
    status: "completed",
    steps: [{ status: "completed", output: { answers: { years: 12 } } }],
    waitingFor: [],
    outputs: { ask: { answers: { years: 12 } } },
  });
  const seen = await read(call(view.GET, at, { authorization, method: "GET" }));
  expect(seen.json).toEqual(done.json);
});

test("inputs that a workflow does not have, and a workflow that there is not, are refused", async () => {
  const { db } = await freshApp();
  const { authorization, start } = await asking(db);
  const wrong = await start({
    body: { inputs: { amount: 1 }, context: { data: { currency: 2 } } },
  });
  expect(wrong.status).toBe(400);
  expect(wrong.json).toMatchObject({
    code: "invalid",
    fields: { amount: [expect.any(String)], currency: [expect.any(String)] },
  });
  const missing = { workflowId: "no-such-workflow" };
  const none = await read(call(execute.POST, missing, { authorization, body: {} }));
  expect(none).toMatchObject({ status: 404, json: { code: "not_found" } });
});

test("an answer that does not fit names its fields and changes nothing", async () => {
  const { db } = await freshApp();
  const { answer, at, authorization, run } = await asking(db);
  const refused = await answer({ years: 90 });
  expect(refused).toMatchObject({ status: 400, json: { code: "invalid" } });
  expect(refused.json.fields.years[0]).toContain("60");
  const seen = await read(call(view.GET, at, { authorization, method: "GET" }));
  expect(seen.json).toEqual(run);
});

test("a second answer is a conflict that shows the state as it is now", async () => {
  const { db } = await freshApp();
  const { answer } = await asking(db);
  const outcomes = await Promise.all([answer({ years: 3 }), answer({ years: 4 })]);
  expect(outcomes.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  const accepted = outcomes.find(({ status }) => status === 200)!;
  const late = outcomes.find(({ status }) => status === 409)!;
  expect(late.json).toEqual({
    ...accepted.json,
    code: "conflict",
    message: expect.stringMatching(/\.$/u),
  });
});

test("one Idempotency-Key is one event, however often it is sent; another request may not use it", async () => {
  const { db } = await freshApp();
  const { answer, at } = await asking(db);
  const key = "3f0c";
  const outcomes = await Promise.all([1, 2, 3].map(() => answer({ years: 3 }, { key })));
  expect(outcomes.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(new Set(outcomes.map(({ json }) => JSON.stringify(json))).size).toBe(1);
  const { events } = await storedAndReplayed(db, at.executionId);
  expect(events.filter(({ type }) => type === "step.completed")).toHaveLength(1);
  expect(await answer({ years: 4 }, { key })).toMatchObject({
    status: 409,
    json: { code: "conflict", message: expect.stringContaining("Idempotency-Key") },
  });
  expect(await answer({ years: 4 }, { key: "with space" })).toMatchObject({ status: 400 });
});

test("starting twice with one key starts one run", async () => {
  const { db } = await freshApp();
  const { start } = await asking(db);
  const [first, second] = await Promise.all([
    start({ body: {}, key: "once" }),
    start({ body: {}, key: "once" }),
  ]);
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(first.json.id).toBe(second.json.id);
  const other = await start({
    body: { context: { metadata: { from: "elsewhere" } } },
    key: "once",
  });
  expect(other).toMatchObject({ status: 409, json: { code: "conflict" } });
  const noted = await start({ body: { context: { metadata: { a: 1, b: 2 } } }, key: "noted" });
  const reordered = await start({ body: { context: { metadata: { b: 2, a: 1 } } }, key: "noted" });
  expect(reordered).toMatchObject({ status: 201, json: { id: noted.json.id } });
});

test("a run is paused, resumed and cancelled; what it then is asked comes too late", async () => {
  const { db } = await freshApp();
  const { answer, at, authorization } = await asking(db);
  const paused = await read(call(pause.POST, at, { authorization }));
  expect(paused).toMatchObject({ status: 200, json: { status: "paused" } });
  expect(await answer({ years: 3 }, { revision: paused.json.revision })).toMatchObject({
    status: 409,
    json: { code: "conflict", status: "paused" },
  });
  const resumed = await read(call(resume.POST, at, { authorization }));
  expect(resumed).toMatchObject({ status: 200, json: { status: "running" } });
  const body = { reason: "Changed my mind" };
  const cancelled = await read(call(cancel.POST, at, { authorization, body }));
  expect(cancelled).toMatchObject({ status: 200, json: { status: "cancelled", waitingFor: [] } });
  expect(await answer({ years: 3 })).toMatchObject({ status: 409, json: { status: "cancelled" } });
});

test("the log is read page by page, with who did what and when", async () => {
  const { db } = await freshApp();
  const { answer, at, authorization } = await asking(db);
  await answer({ years: 3 });
  const page = async (query: string) =>
    (await read(call(log.GET, at, { authorization, method: "GET", query }))).json;
  const whole = await page("");
  expect(whole.next).toBeNull();
  expect(whole.events.map(({ type }: { type: string }) => type)).toEqual([
    "execution.started",
    "step.opened",
    "step.completed",
    "execution.completed",
  ]);
  expect(whole.events[2]).toMatchObject({
    seq: 3,
    at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/u),
    actor: { kind: "person" },
  });
  const first = await page("?limit=3");
  expect(first).toEqual({ events: whole.events.slice(0, 3), next: 3 });
  expect(await page("?after=3")).toEqual({ events: whole.events.slice(3), next: null });
});
