import { expect, test, vi } from "vitest";

import * as compare from "#app/api/executions/[executionId]/compare/[otherId]/route.ts";
import * as fork from "#app/api/executions/[executionId]/fork/route.ts";
import * as log from "#app/api/executions/[executionId]/log/route.ts";
import * as view from "#app/api/executions/[executionId]/route.ts";
import * as stateAt from "#app/api/executions/[executionId]/state/route.ts";
import * as submit from "#app/api/executions/[executionId]/steps/[stepId]/route.ts";
import * as execute from "#app/api/workflows/[workflowId]/execute/route.ts";
import type { Database } from "#db/client.ts";
import { apiUser, type Call, call, freshApp } from "#tests/support/api.ts";
import { storeWorkflow } from "#tests/support/executions.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));

async function read(response: Promise<Response>) {
  return { status: (await response).status, json: await (await response).json() };
}

/** A run that has ended: it asked how many years, and doubled them. */
async function doubled(db: Database) {
  const { authorization } = await apiUser(db);
  const workflowId = await storeWorkflow(db, [
    {
      id: "ask",
      name: "How long",
      type: "data_collection",
      uses: "form.ask",
      config: {
        fields: {
          type: "object",
          properties: { years: { type: "integer", title: "How many years?", maximum: 60 } },
          required: ["years"],
        },
      },
    },
    {
      id: "double",
      name: "Double",
      type: "transformation",
      uses: "data.transform",
      dependencies: ["ask"],
      config: { outputs: { years: { value: "steps.ask.answers.years * 2", type: "number" } } },
    },
  ]);
  const started = await read(call(execute.POST, { workflowId }, { authorization, body: {} }));
  const at = { executionId: String(started.json.id) };
  const get = async (handler: typeof view.GET, query = "") =>
    await read(call(handler, at, { authorization, method: "GET", query }));
  const answered = { revision: started.json.revision, data: { years: 12 } };
  await call(submit.POST, { ...at, stepId: "ask" }, { authorization, body: answered });
  const whatIf = async (body: unknown, sent: Call = {}) =>
    await read(call(fork.POST, at, { authorization, body, ...sent }));
  return { authorization, at, get, whatIf };
}

test("a what-if is a run of its own, with the answer that was given for it", async () => {
  const { db } = await freshApp();
  const { at, get, whatIf } = await doubled(db);
  const before = [await get(view.GET), await get(log.GET)];
  const made = await whatIf({ stepId: "ask", data: { years: 20 } });
  expect(made).toMatchObject({
    status: 201,
    json: { status: "completed", outputs: { double: { years: 40 } } },
  });
  expect(made.json.id).not.toBe(at.executionId);
  expect([await get(view.GET), await get(log.GET)]).toEqual(before);
});

test("one Idempotency-Key is one what-if", async () => {
  const { db } = await freshApp();
  const { whatIf } = await doubled(db);
  const body = { stepId: "ask", data: { years: 20 } };
  const [one, two] = await Promise.all([whatIf(body, { key: "k" }), whatIf(body, { key: "k" })]);
  expect(one.json.id).toBe(two.json.id);
  const other = await whatIf({ stepId: "ask", data: { years: 21 } }, { key: "k" });
  expect(other).toMatchObject({ status: 409, json: { code: "conflict" } });
});

test("an answer that does not fit names its fields; a step without answers says so", async () => {
  const { db } = await freshApp();
  const { whatIf } = await doubled(db);
  expect(await whatIf({ stepId: "ask", data: { years: 90 } })).toMatchObject({
    status: 400,
    json: { fields: { years: [expect.stringContaining("60")] } },
  });
  expect((await whatIf({ stepId: "double", data: {} })).status).toBe(409);
  expect((await whatIf({ stepId: "double" })).status).toBe(400);
  expect((await whatIf({ stepId: "nowhere" })).status).toBe(404);
  const later = { stepId: "ask", data: { years: 20 }, revision: 99 };
  expect((await whatIf(later)).status).toBe(409);
});

test("the state at each event is what the log says until then", async () => {
  const { db } = await freshApp();
  const { get } = await doubled(db);
  const statuses = [];
  for (let at = 1; at <= 5; at++) {
    const { json } = await get(stateAt.GET, `?at=${at}`);
    expect(json.revision).toBe(at);
    statuses.push([json.status, ...json.steps.map((step: { status: string }) => step.status)]);
  }
  expect(statuses).toEqual([
    ["running", "pending", "pending"],
    ["running", "waiting", "pending"],
    ["running", "completed", "pending"],
    ["running", "completed", "completed"],
    ["completed", "completed", "completed"],
  ]);
  const now = await get(view.GET);
  expect((await get(stateAt.GET)).json).toEqual(now.json);
  expect((await get(stateAt.GET, "?at=6")).status).toBe(409);
  expect((await get(stateAt.GET, "?at=0")).status).toBe(400);
});

test("two runs of one workflow are compared: answers, steps and outputs that differ", async () => {
  const { db } = await freshApp();
  const { at, authorization, whatIf } = await doubled(db);
  const made = await whatIf({ stepId: "ask", data: { years: 20 } });
  const ids = { ...at, otherId: String(made.json.id) };
  const sent = { authorization, method: "GET" } as const;
  expect(await read(call(compare.GET, ids, sent))).toEqual({
    status: 200,
    json: {
      statuses: { a: "completed", b: "completed" },
      answers: [
        {
          stepId: "ask",
          stepName: "How long",
          field: "years",
          title: "How many years?",
          a: 12,
          b: 20,
        },
      ],
      sameAnswers: 0,
      steps: [
        {
          stepId: "ask",
          name: "How long",
          a: { status: "completed", outcome: null },
          b: { status: "completed", outcome: null },
          values: [{ path: ["answers", "years"], a: 12, b: 20 }],
        },
        {
          stepId: "double",
          name: "Double",
          a: { status: "completed", outcome: null },
          b: { status: "completed", outcome: null },
          values: [{ path: ["years"], a: 24, b: 40 }],
        },
      ],
      sameSteps: 0,
      outputs: [{ path: ["double", "years"], a: 24, b: 40 }],
      portfolio: null,
    },
  });
  const { authorization: other } = await apiUser(db);
  const theirs = await call(compare.GET, ids, { ...sent, authorization: other });
  expect(theirs.status).toBe(404);
  const workflowId = await storeWorkflow(db, [
    { id: "wait", name: "Wait", type: "integration", uses: "wait.signal", config: { name: "go" } },
  ]);
  const another = await read(call(execute.POST, { workflowId }, { authorization, body: {} }));
  const unlike = { ...at, otherId: String(another.json.id) };
  expect((await call(compare.GET, unlike, sent)).status).toBe(400);
});
