import { expect, test, vi } from "vitest";

import * as patch from "#app/api/executions/[executionId]/patch/route.ts";
import * as view from "#app/api/executions/[executionId]/route.ts";
import * as close from "#app/api/executions/[executionId]/steps/[stepId]/instances/close/route.ts";
import * as add from "#app/api/executions/[executionId]/steps/[stepId]/instances/route.ts";
import * as execute from "#app/api/workflows/[workflowId]/execute/route.ts";
import {
  workflowDefinition,
  type WorkflowDefinitionInput,
} from "#lib/engine/definition/definition.ts";
import { apiUser, type Call, call, freshAppWithWorker } from "#tests/support/api.ts";
import { storedAndReplayed, storeWorkflow } from "#tests/support/executions.ts";
import { drive } from "#tests/support/generic-client.ts";

import { overRoutes } from "./over-routes.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));

type Step = WorkflowDefinitionInput["steps"][number];

function ask(id: string, more: Partial<Step> = {}): Step {
  const properties = { years: { type: "integer", title: "How many years?", minimum: 1 } };
  const config = { fields: { type: "object", properties, required: ["years"] } };
  return { id, name: id, type: "data_collection", uses: "form.ask", config, ...more };
}

const openList = ask("each", { name: "Each", forEach: { in: "['first']", open: true } });

async function read(response: Promise<Response>) {
  const { status } = await response;
  return { status, json: await (await response).json() };
}

async function started(steps: Step[]) {
  const { db } = await freshAppWithWorker();
  const { authorization } = await apiUser(db);
  const workflowId = await storeWorkflow(db, steps);
  const { json: run } = await read(call(execute.POST, { workflowId }, { authorization, body: {} }));
  const at = { executionId: run.id, stepId: "each" };
  const sent = (body: unknown, more: Call = {}) => ({ authorization, body, ...more });
  return {
    db,
    run,
    authorization,
    add: (body: unknown, more?: Call) => read(call(add.POST, at, sent(body, more))),
    close: (body: unknown, more?: Call) => read(call(close.POST, at, sent(body, more))),
  };
}

test("instances are added to an open list until it is closed, each of them once", async () => {
  const { db, run, ...list } = await started([openList]);
  expect(run.waitingFor).toEqual([
    { stepId: "each", kind: "review", schema: expect.objectContaining({ required: ["action"] }) },
    expect.objectContaining({ stepId: "each$0", kind: "form" }),
  ]);
  const { revision } = run;
  const added = await list.add({ revision, item: "second" }, { key: "once" });
  expect(added).toMatchObject({ status: 200, json: { status: "running" } });
  expect(added.json.steps[0].instances).toMatchObject([
    { status: "waiting", item: "first" },
    { status: "waiting", item: "second" },
  ]);
  expect(await list.add({ revision, item: "second" }, { key: "once" })).toEqual(added);
  // The list has changed since.
  expect(await list.add({ revision, item: "third" })).toMatchObject({
    status: 409,
    json: { code: "conflict", revision: added.json.revision },
  });
  const closed = await list.close({ revision: added.json.revision });
  expect(closed.status).toBe(200);
  expect(closed.json.waitingFor.map(({ kind }: { kind: string }) => kind)).toEqual([
    "form",
    "form",
  ]);
  expect(await list.add({ revision: closed.json.revision, item: "third" })).toMatchObject({
    status: 409,
  });
  const { stored, replayed } = await storedAndReplayed(db, run.id);
  expect(stored).toEqual(replayed);
});

test("a client that knows schemas alone closes open lists, and drives what waits for them to its end", async () => {
  const { db } = await freshAppWithWorker();
  const { authorization } = await apiUser(db);
  const inner = { id: "inner", name: "Inner", version: "1.0.0", category: "test" };
  const definition = JSON.parse(JSON.stringify({ ...inner, steps: [openList] }));
  const workflowId = await storeWorkflow(db, [
    openList,
    {
      id: "sub",
      name: "Sub",
      type: "integration",
      uses: "workflow.run",
      config: { definition },
      dependencies: ["each"],
    },
    ask("last", { dependencies: ["sub"] }),
  ]);
  const ended = await drive(overRoutes(authorization), workflowId);
  expect(ended).toMatchObject({
    status: "completed",
    steps: [{ status: "completed" }, { status: "completed" }, { status: "completed" }],
  });
});

test("a child run is changed like any other, and its parent continues with its outputs", async () => {
  const inner = workflowDefinition.parse({
    id: "inner",
    name: "Inner",
    version: "1.0.0",
    category: "test",
    steps: [ask("one", { name: "One" })],
    outputs: { years: "steps.one.answers.years" },
  });
  const config = { definition: JSON.parse(JSON.stringify(inner)) };
  const sub: Step = { id: "sub", name: "Sub", type: "integration", uses: "workflow.run", config };
  const { db, run, authorization } = await started([sub]);
  const seen = async (executionId: string) =>
    await read(call(view.GET, { executionId }, { authorization, method: "GET" }));
  const executionId = await vi.waitFor(
    async () => {
      const { json } = await seen(run.id);
      const child = json.waitingFor.find(({ kind }: { kind: string }) => kind === "child");
      expect(child).toBeDefined();
      return String(child.executionId);
    },
    { timeout: 20_000, interval: 20 },
  );
  const { json: child } = await seen(executionId);
  const change = { changes: [{ op: "add", step: ask("two", { dependencies: ["one"] }) }] };
  const body = { revision: child.revision, patch: change };
  const made = await read(call(patch.POST, { executionId }, { authorization, body }));
  expect(made).toMatchObject({ status: 200, json: { steps: [{ id: "one" }, { id: "two" }] } });
  const parent = (await seen(run.id)).json;
  expect(parent.revision).toBeGreaterThan(0);
  const send = overRoutes(authorization);
  for (const stepId of ["one", "two"]) {
    // eslint-disable-next-line no-await-in-loop -- one answer follows the other
    const { json: now } = await seen(executionId);
    const answer = { revision: now.revision, data: { years: 3 } };
    // eslint-disable-next-line no-await-in-loop -- one answer follows the other
    const { status } = await send("POST", `/executions/${executionId}/steps/${stepId}`, answer);
    expect(status).toBe(200);
  }
  await vi.waitFor(
    async () => {
      const { json } = await seen(run.id);
      expect(json).toMatchObject({ status: "completed", steps: [{ output: { years: 3 } }] });
    },
    { timeout: 20_000, interval: 20 },
  );
  for (const id of [run.id, executionId]) {
    // eslint-disable-next-line no-await-in-loop -- one after the other
    const { stored, replayed } = await storedAndReplayed(db, id);
    expect(stored).toEqual(replayed);
  }
});
