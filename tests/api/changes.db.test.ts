import { expect, test, vi } from "vitest";

import * as migrate from "#app/api/executions/[executionId]/migrate/route.ts";
import * as patch from "#app/api/executions/[executionId]/patch/route.ts";
import * as revert from "#app/api/executions/[executionId]/revert/route.ts";
import * as view from "#app/api/executions/[executionId]/route.ts";
import * as execute from "#app/api/workflows/[workflowId]/execute/route.ts";
import type { Database } from "#db/client.ts";
import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { apiUser, call, freshApp } from "#tests/support/api.ts";
import { ask, first, second } from "#tests/support/changing-run.ts";
import { storeWorkflow } from "#tests/support/executions.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));

async function read(response: Promise<Response>) {
  const { status } = await response;
  return { status, json: await (await response).json() };
}

/** A run of two questions, and the routes as its owner calls them. */
async function started(db: Database) {
  const { authorization } = await apiUser(db);
  const workflowId = await storeWorkflow(db, [first, second]);
  const { json: run } = await read(call(execute.POST, { workflowId }, { authorization, body: {} }));
  const at = { executionId: run.id };
  const sent = (body: unknown) => ({ authorization, body });
  return {
    run,
    workflowId,
    patch: (body: unknown) => read(call(patch.POST, at, sent(body))),
    migrate: (body: unknown) => read(call(migrate.POST, at, sent(body))),
    revert: (body: unknown) => read(call(revert.POST, at, sent(body))),
    now: () => read(call(view.GET, at, { authorization, method: "GET" })),
  };
}

const adding = { changes: [{ op: "add", step: ask("third", { dependencies: ["second"] }) }] };

test("a change is shown, made, and reverted", async () => {
  const { db } = await freshApp();
  const { now, patch: send, revert: undo, run } = await started(db);
  const { revision } = run;
  const shown = await send({ revision, patch: adding, dryRun: true });
  expect(shown).toMatchObject({
    status: 200,
    json: {
      ok: true,
      revision,
      version: "1.0.0-run.1",
      lines: [{ kind: "added", text: "“third” is added after “Second question”." }],
      staying: ["First question"],
      problems: [],
    },
  });
  expect((await now()).json).toEqual(run);
  const made = await send({ revision, patch: adding });
  expect(made).toMatchObject({ status: 200, json: { version: "1.0.0-run.1", status: "running" } });
  expect(made.json.steps.at(-1)).toMatchObject({ id: "third", status: "pending" });
  const undone = await undo({ revision: made.json.revision });
  expect(undone).toMatchObject({ status: 200, json: { version: "1.0.0" } });
  expect(undone.json.steps).toEqual(run.steps);
  expect(await undo({ revision: undone.json.revision })).toMatchObject({
    status: 409,
    json: { code: "conflict", problems: [{ code: "nothing_to_undo" }] },
  });
});

test("a change that was decided on another state is a conflict that shows the state as it is now", async () => {
  const { db } = await freshApp();
  const { patch: send, run } = await started(db);
  const { revision } = run;
  const outcomes = await Promise.all([
    send({ revision, patch: adding }),
    send({ revision, patch: adding }),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  const made = outcomes.find(({ status }) => status === 200)!;
  const late = outcomes.find(({ status }) => status === 409)!;
  expect(late.json).toMatchObject({
    ...made.json,
    code: "conflict",
    message: expect.stringContaining("has moved on"),
  });
});

test("a change that cannot be made names every reason", async () => {
  const { db } = await freshApp();
  const { patch: send, run } = await started(db);
  const { revision } = run;
  const started2 = { changes: [{ op: "replace", step: { ...first, name: "Other" } }] };
  expect(await send({ revision, patch: started2 })).toMatchObject({
    status: 409,
    json: {
      code: "conflict",
      message: expect.stringContaining("First question"),
      problems: [{ code: "has_happened", steps: ["first"], message: expect.any(String) }],
    },
  });
  const wrong = {
    changes: [
      { op: "rewire", step: "second", dependencies: ["nowhere"] },
      { op: "add", step: { ...first, id: "x", uses: "no.such.operation" } },
    ],
  };
  const refused = await send({ revision, patch: wrong });
  expect(refused).toMatchObject({ status: 400, json: { code: "invalid" } });
  const codes = refused.json.problems.map(({ code }: { code: string }) => code);
  expect(codes.toSorted()).toEqual(["unknown_dependency", "unknown_operation"]);
  const shown = await send({ revision, patch: wrong, dryRun: true });
  expect(shown).toMatchObject({ status: 200, json: { ok: false } });
  expect(shown.json.problems).toEqual(refused.json.problems);
});

test("a run moves to a newer version", async () => {
  const { db } = await freshApp();
  const { migrate: move, run, workflowId } = await started(db);
  const { revision } = run;
  expect(await move({ revision })).toMatchObject({ status: 400 });
  const next = workflowDefinition.parse({
    id: workflowId,
    name: "Test",
    version: "1.1.0",
    category: "test",
    steps: [first, { ...second, name: "Another second" }],
  });
  await saveDefinition(db, { definition: next, ownerId: null });
  const shown = await move({ revision, version: "1.1.0", dryRun: true });
  expect(shown.json.lines).toEqual([
    { kind: "changed", text: "“Second question”: its name is now “Another second”." },
  ]);
  expect(await move({ revision })).toMatchObject({ status: 200, json: { version: "1.1.0" } });
});
