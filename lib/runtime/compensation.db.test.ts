import { randomUUID } from "node:crypto";

import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { catalog } from "#lib/steps/registry.ts";
import { somebody, storedAndReplayed, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";
import { tellFamilies } from "#tests/support/tell-families.ts";

import { preferExecution } from "./executions/choose-execution.ts";
import { controlExecution } from "./executions/control-execution.ts";
import { forkExecution } from "./executions/fork-execution.ts";
import { startExecution } from "./executions/start-execution.ts";
import { submitStep } from "./executions/submit-step.ts";
import { stateCache } from "./store/state-cache.ts";

type Steps = WorkflowDefinitionInput["steps"];

const fields = (title: string) => ({
  fields: {
    type: "object",
    properties: { note: { type: "string", title } },
    required: ["note"],
  },
});

const booking: Steps = [
  {
    id: "order",
    name: "Order",
    type: "data_collection",
    uses: "form.ask",
    config: fields("What do you order?"),
    compensate: { uses: "form.ask", config: fields("Who was told that it is off?") },
  },
  {
    id: "total",
    name: "Total",
    type: "transformation",
    uses: "data.transform",
    config: { outputs: { total: { type: "number", value: "7" } } },
    dependencies: ["order"],
    compensate: {
      uses: "data.transform",
      config: { outputs: { back: { type: "number", value: "0 - steps.total.total" } } },
    },
  },
  {
    id: "approve",
    name: "Approve",
    type: "data_collection",
    uses: "form.ask",
    config: fields("Is it good?"),
    dependencies: ["total"],
  },
];

/**
 * Every action finds the run as another process left it. Turns that are cut short on a busy machine continue as on the
 * queue.
 */
async function forgetful(db: Database, ownerId: string, executionId: string) {
  const view = async () => {
    stateCache.take(executionId);
    return await viewExecution(db, { executionId, ownerId });
  };
  return {
    view,
    answer: async (stepId: string, note: string) => {
      const { revision } = await view();
      const sent = { executionId, ownerId, stepId, revision, idempotencyKey: randomUUID() };
      const outcome = await submitStep(db, { ...sent, data: { note } });
      await tellFamilies(db);
      return outcome;
    },
    cancel: async (command: { reason?: string; compensate?: boolean } = {}) => {
      stateCache.take(executionId);
      const control = { type: "cancel", ...command } as const;
      const outcome = await controlExecution(db, { executionId, ownerId, command: control });
      await tellFamilies(db);
      return outcome;
    },
  };
}

async function ordered() {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, booking);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const run = await forgetful(db, ownerId, id);
  expect(await run.answer("order", "a bicycle")).toMatchObject({ ok: true });
  return { ...run, db, id, ownerId };
}

/** Orders until somebody has ordered three times, and then asks for more. */
const repeated: Steps = [
  {
    id: "order",
    name: "Order",
    type: "data_collection",
    uses: "form.ask",
    config: fields("What do you order?"),
    dependencies: [{ step: "enough", on: "more", back: true, maxIterations: 5 }],
    compensate: {
      uses: "data.transform",
      config: { outputs: { back: { type: "text", value: "steps.order.answers.note" } } },
    },
  },
  {
    id: "enough",
    name: "Enough",
    type: "decision",
    uses: "decision.choose",
    config: {
      rules: [{ when: "size(history.order) < 2", outcome: "more" }],
      otherwise: "done",
    },
    dependencies: ["order"],
  },
  { ...booking[2]!, dependencies: [{ step: "enough", on: "done" }] },
];

test("each iteration is compensated as it was, the last one first", async () => {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, repeated);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const { answer, cancel, view } = await forgetful(db, ownerId, id);
  for (const note of ["a", "b", "c"]) {
    // eslint-disable-next-line no-await-in-loop -- one iteration after the other
    expect(await answer("order", note)).toMatchObject({ ok: true });
  }
  await cancel();
  expect(await view()).toMatchObject({
    status: "cancelled",
    steps: [{ compensation: { id: "order$undo-1", output: { back: "a" } } }, {}, {}],
  });
  const { stored, replayed, events } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
  const compensated = events.filter((e) => e.type === "step.completed" && e.step.includes("$"));
  expect(compensated).toMatchObject(["c", "b", "a"].map((back) => ({ output: { back } })));
});

/** The same, with a what-if in which something else is ordered. */
async function orderedOtherwise() {
  const { db, id, ownerId } = await ordered();
  const asked = { executionId: id, ownerId, stepId: "order", data: { note: "a car" } };
  const other = await forkExecution(db, { ...asked, revision: null, idempotencyKey: null });
  await tellFamilies(db);
  const view = async (executionId: string) => {
    stateCache.take(executionId);
    const { stored, replayed } = await storedAndReplayed(db, executionId);
    expect(stored).toEqual(replayed);
    return await viewExecution(db, { executionId, ownerId });
  };
  const prefer = async (chosenId: string, otherId: string) => {
    await preferExecution(db, { chosenId, otherId, ownerId });
    await tellFamilies(db);
  };
  const again = async (executionId: string) => {
    const next = { ...asked, executionId, data: { note: "a boat" } };
    const { id: made } = await forkExecution(db, { ...next, revision: null, idempotencyKey: null });
    await tellFamilies(db);
    return made;
  };
  return { source: id, whatIf: other.id, view, prefer, again };
}

test("where a run is kept, its what-if compensates what it did itself", async () => {
  const { source, whatIf, view, prefer } = await orderedOtherwise();
  await prefer(source, whatIf);
  expect(await view(whatIf)).toMatchObject({
    status: "running",
    waitingFor: [{ stepId: "order$undo" }],
  });
  expect(await view(source)).toMatchObject({ status: "running", steps: [{}, {}, {}] });
});

test("where a what-if is used, its source keeps what both have done", async () => {
  const { source, whatIf, view, prefer, again } = await orderedOtherwise();
  const used = await again(whatIf);
  await prefer(used, source);
  const kept = await view(source);
  expect(kept).toMatchObject({ status: "cancelled" });
  expect(kept.steps.map(({ compensation }) => compensation)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(await view(used)).toMatchObject({ status: "running" });
  await prefer(used, source); // it has ended by now
  await prefer(used, whatIf);
  expect(await view(whatIf)).toMatchObject({ status: "cancelled" });
});

test("a cancelled run compensates its completed steps before it has ended, and says so", async () => {
  const { db, id, view, answer, cancel } = await ordered();
  expect(await cancel({ reason: "No money" })).toMatchObject({ ok: true });
  const ending = await view();
  expect(ending).toMatchObject({
    status: "running",
    ending: { as: "cancelled", reason: "No money" },
    waitingFor: [{ stepId: "order$undo", kind: "form" }],
    steps: [
      { id: "order", status: "completed", compensation: { id: "order$undo", status: "waiting" } },
      { id: "total", compensation: { status: "completed", output: { back: -7 } } },
      { id: "approve", status: "cancelled" },
    ],
  });
  const { stored, replayed } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
  expect(await answer("order$undo", "the shop")).toMatchObject({ ok: true });
  const ended = await view();
  expect(ended).toMatchObject({ status: "cancelled", waitingFor: [] });
  expect(ended.ending).toBeUndefined();
  const after = await storedAndReplayed(db, id);
  expect(after.stored).toEqual(after.replayed);
  expect(await answer("order$undo", "again")).toMatchObject({ ok: false });
});

test("cancelled without compensation, or cancelled twice, it ends at once", async () => {
  const plain = await ordered();
  await plain.cancel({ compensate: false });
  expect(await plain.view()).toMatchObject({ status: "cancelled" });
  const twice = await ordered();
  await twice.cancel();
  await twice.cancel();
  expect(await twice.view()).toMatchObject({
    status: "cancelled",
    steps: [{ compensation: { status: "cancelled" } }, {}, {}],
  });
});

test("what a compensation reads, takes and uses is proved before it runs", () => {
  const document = (compensate: object, uses = "form.ask") => ({
    id: "booking",
    name: "Booking",
    version: "1.0.0",
    category: "test",
    steps: [
      {
        id: "first",
        name: "First",
        type: "data_collection",
        uses,
        config: fields("What?"),
        compensate,
      },
      { ...booking[2], dependencies: ["first"] },
    ],
  });
  const transform = (value: string) => ({
    uses: "data.transform",
    config: { outputs: { x: { type: "text", value } } },
  });
  const codes = (compensate: object) =>
    validateDefinition(document(compensate), catalog).problems.map(({ code, path }) => [
      code,
      path[2],
    ]);
  expect(codes(transform("steps.first.answers.note"))).toEqual([]);
  expect(codes(transform("steps.approve.answers.note"))).toEqual([["not_before", "compensate"]]);
  expect(codes(transform("steps.nobody.answers"))).toEqual([["expression", "compensate"]]);
  expect(codes({ uses: "data.transfrom" })).toEqual([["unknown_operation", "compensate"]]);
  expect(codes({ uses: "data.transform", config: { wrong: 1 } })[0]).toEqual([
    "config",
    "compensate",
  ]);
  expect(codes({ uses: "wait.for", config: { seconds: 1 } })).toEqual([
    ["compensation", "compensate"],
  ]);
  expect(codes({ uses: "risk.assess" })).toContainEqual(["missing_input", "compensate"]);
  expect(codes({ ...transform("'x'"), inputs: { y: "1" } })).toEqual([
    ["unknown_input", "compensate"],
  ]);
});
