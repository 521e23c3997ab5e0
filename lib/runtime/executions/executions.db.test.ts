import { describe, expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { historyOf } from "#lib/engine/state/history.ts";
import { somebody, storedAndReplayed, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";
import { tellFamilies } from "#tests/support/tell-families.ts";

import { controlExecution } from "./control-execution.ts";
import { startExecution } from "./start-execution.ts";
import { submitStep } from "./submit-step.ts";
import { viewExecution } from "./view-execution.ts";

const ask = (id: string, dependencies: string[] = []) =>
  ({
    id,
    name: id,
    type: "data_collection",
    uses: "form.ask",
    dependencies,
    config: {
      fields: {
        type: "object",
        properties: {
          years: { type: "integer", title: "How many years?", minimum: 1, maximum: 60 },
        },
        required: ["years"],
      },
    },
  }) satisfies WorkflowDefinitionInput["steps"][number];

const sum = {
  id: "sum",
  name: "Sum",
  type: "transformation",
  uses: "data.transform",
  dependencies: ["first", "second"],
  config: {
    outputs: {
      total: { value: "steps.first.answers.years + steps.second.answers.years", type: "number" },
    },
  },
} satisfies WorkflowDefinitionInput["steps"][number];

async function twoQuestions(db: Database) {
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, [ask("first"), ask("second"), sum]);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  return { ownerId, view: await settled(db, { executionId: id, ownerId }) };
}

/** The state of a run once turns that were cut short on a busy machine have continued. */
async function settled(db: Database, run: { executionId: string; ownerId: string }) {
  await tellFamilies(db);
  return await viewExecution(db, run);
}

const answer = (
  executionId: string,
  ownerId: string,
  stepId: string,
  revision: number,
  years = 5,
) => ({
  executionId,
  ownerId,
  stepId,
  revision,
  data: { years },
  idempotencyKey: null as string | null,
});

test("answers move a run to its end, and the log alone rebuilds what is stored", async () => {
  const db = await freshDb();
  const { ownerId, view } = await twoQuestions(db);
  expect(view.waitingFor.map((w) => [w.stepId, w.kind])).toEqual([
    ["first", "form"],
    ["second", "form"],
  ]);
  await submitStep(db, answer(view.id, ownerId, "second", view.revision, 7));
  await submitStep(db, answer(view.id, ownerId, "first", view.revision, 5));
  const done = await settled(db, { executionId: view.id, ownerId });
  expect(done).toMatchObject({ status: "completed", outputs: { sum: { total: 12 } } });
  const { stored, replayed } = await storedAndReplayed(db, view.id);
  expect(stored).toEqual(replayed);
});

describe("two answers to the same step", () => {
  test("at the same time give one acceptance and one conflict with the current state", async () => {
    const db = await freshDb();
    const { ownerId, view } = await twoQuestions(db);
    const outcomes = await Promise.all(
      [3, 4].map((years) =>
        submitStep(db, answer(view.id, ownerId, "first", view.revision, years)),
      ),
    );
    expect(outcomes.filter((o) => o.ok)).toHaveLength(1);
    const refused = outcomes.find((o) => !o.ok);
    expect(refused).toMatchObject({
      rejection: { code: "conflict" },
      value: { status: "running" },
    });
  });

  test("with one idempotency key happen once, and both are told the same", async () => {
    const db = await freshDb();
    const { ownerId, view } = await twoQuestions(db);
    const request = { ...answer(view.id, ownerId, "first", view.revision), idempotencyKey: "k1" };
    const outcomes = await Promise.all([submitStep(db, request), submitStep(db, request)]);
    expect(outcomes.every((o) => o.ok)).toBe(true);
    const { events } = await storedAndReplayed(db, view.id);
    expect(events.filter((e) => e.type === "step.completed" && e.step === "first")).toHaveLength(1);
    await expect(submitStep(db, { ...request, data: { years: 9 } })).rejects.toMatchObject({
      code: "conflict",
    });
  });
});

test("an answer that does not fit is refused with a sentence per field and changes nothing", async () => {
  const db = await freshDb();
  const { ownerId, view } = await twoQuestions(db);
  const wrong = {
    ...answer(view.id, ownerId, "first", view.revision),
    data: { years: 90, other: 1 },
  };
  await expect(submitStep(db, wrong)).rejects.toMatchObject({
    code: "invalid",
    fields: { years: [expect.stringContaining("60")], other: [expect.any(String)] },
  });
  const after = await viewExecution(db, { executionId: view.id, ownerId });
  expect(after.revision).toBe(view.revision);
});

test("to anyone else a run does not exist", async () => {
  const db = await freshDb();
  const { view } = await twoQuestions(db);
  const stranger = await somebody(db);
  const refused = { code: "not_found" };
  await expect(
    viewExecution(db, { executionId: view.id, ownerId: stranger }),
  ).rejects.toMatchObject(refused);
  await expect(
    submitStep(db, answer(view.id, stranger, "first", view.revision)),
  ).rejects.toMatchObject(refused);
  await expect(
    controlExecution(db, { executionId: view.id, ownerId: stranger, command: { type: "cancel" } }),
  ).rejects.toMatchObject(refused);
});

test("a changed answer leaves the first iteration in the rows and in the log", async () => {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const approve = {
    id: "approve",
    name: "Approve",
    type: "user_interaction",
    uses: "review.confirm",
    dependencies: ["sum"],
    config: { title: "Is this right?", button: "Save" },
  } satisfies WorkflowDefinitionInput["steps"][number];
  const workflowId = await storeWorkflow(db, [ask("first"), ask("second"), sum, approve]);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const run = { executionId: id, ownerId };
  const { revision } = await settled(db, run);
  await submitStep(db, answer(id, ownerId, "first", revision, 1));
  await submitStep(db, answer(id, ownerId, "second", revision, 2));
  const open = await settled(db, run);
  await submitStep(db, {
    ...answer(id, ownerId, "first", open.revision, 10),
    replace: true,
  });
  const changed = await settled(db, run);
  expect(changed.steps.find((s) => s.id === "sum")).toMatchObject({
    iteration: 2,
    output: { total: 12 },
  });
  const { stored, replayed } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
  expect(historyOf(stored.steps[0]!)).toMatchObject([
    { iteration: 1, output: { answers: { years: 1 } } },
  ]);
});

test("starting twice with one key starts one run", async () => {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, [ask("first")]);
  const start = { workflowId, ownerId, inputs: {}, idempotencyKey: "start-1" };
  const [a, b] = await Promise.all([startExecution(db, start), startExecution(db, start)]);
  expect(a.id).toBe(b.id);
});
