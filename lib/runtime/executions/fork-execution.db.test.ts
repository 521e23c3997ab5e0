import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { listComparable } from "#db/queries/executions/forks.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import { runCommand } from "#lib/runtime/commands/run-command.ts";
import { somebody, storedAndReplayed, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { controlExecution } from "./control-execution.ts";
import type { ExecutionView } from "./execution-view.ts";
import { forkExecution } from "./fork-execution.ts";
import { startExecution } from "./start-execution.ts";
import { submitStep } from "./submit-step.ts";
import { viewExecution } from "./view-execution.ts";

const ask = (id: string) =>
  ({
    id,
    name: id,
    type: "data_collection",
    uses: "form.ask",
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

const steps = [
  ask("first"),
  ask("second"),
  {
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
  },
  {
    id: "agree",
    name: "Agree",
    type: "user_interaction",
    uses: "review.confirm",
    dependencies: ["sum"],
  },
] satisfies WorkflowDefinitionInput["steps"];

async function started(db: Database) {
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, steps);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  return { ownerId, executionId: id };
}

type Place = Awaited<ReturnType<typeof started>>;

/**
 * The run once all that needs no person is done. On a busy machine a turn may be cut short, and no worker runs here.
 */
async function now(db: Database, { executionId, ownerId }: Place): Promise<ExecutionView> {
  const actor = { kind: "system" } as const;
  const command = (): Command => ({ type: "continue" });
  await runCommand(db, { executionId, ownerId, actor, command, view: () => null });
  return await viewExecution(db, { executionId, ownerId });
}

async function answer(db: Database, place: Place, stepId: string, data: unknown) {
  const { revision } = await now(db, place);
  const outcome = await submitStep(db, { ...place, stepId, revision, data, idempotencyKey: null });
  expect(outcome).toMatchObject({ ok: true });
  return await now(db, place);
}

async function forked(db: Database, asked: Parameters<typeof forkExecution>[1]) {
  const { id } = await forkExecution(db, asked);
  return await now(db, { executionId: id, ownerId: asked.ownerId });
}

async function ended(db: Database): Promise<Place> {
  const place = await started(db);
  await answer(db, place, "first", { years: 5 });
  await answer(db, place, "second", { years: 7 });
  await answer(db, place, "agree", { confirmed: true });
  return place;
}

const what = (place: Place, stepId: string, years: number | null) => ({
  ...place,
  stepId,
  ...(years !== null && { data: { years } }),
  revision: null as number | null,
  idempotencyKey: null as string | null,
});

/** Everything that is stored of an execution. */
async function dump(db: Database, { executionId }: Place): Promise<unknown> {
  const rows = await db.$client`
    select to_jsonb(e) as execution,
      (select jsonb_agg(s order by s.step_id, s.iteration) from workflow_step_executions s where s.execution_id = e.id) as steps,
      (select jsonb_agg(v order by v.seq) from workflow_events v where v.execution_id = e.id) as events
    from workflow_executions e where id = ${executionId}`;
  return rows[0];
}

async function expectFolded(db: Database, executionId: string) {
  const { stored, replayed } = await storedAndReplayed(db, executionId);
  expect(stored).toEqual(replayed);
}

const totalOf = (view: ExecutionView) => view.steps.find(({ id }) => id === "sum")?.output;

test("a run that has ended is asked what would have been, and stays as it is", async () => {
  const db = await freshDb();
  const place = await ended(db);
  const before = await dump(db, place);
  const fork = await forked(db, what(place, "first", 20));
  expect(await dump(db, place)).toEqual(before);
  expect(fork).toMatchObject({ status: "running", waitingFor: [{ stepId: "agree" }] });
  expect(totalOf(fork)).toEqual({ total: 27 });
  const row = await getExecution(db, { executionId: fork.id, ownerId: place.ownerId });
  const { revision } = await viewExecution(db, place);
  expect(row).toMatchObject({
    forkedFromId: place.executionId,
    forkedFromRevision: revision,
    completedAt: null,
  });
  await expectFolded(db, fork.id);
  const done = await answer(db, { ...place, executionId: fork.id }, "agree", { confirmed: true });
  expect(done).toMatchObject({ status: "completed", outputs: { agree: {} } });
  await expectFolded(db, fork.id);
  expect(await dump(db, place)).toEqual(before);
});

test("the same answer gives the same outputs, and only the approval is asked anew", async () => {
  const db = await freshDb();
  const place = await ended(db);
  const fork = await forked(db, what(place, "first", 5));
  expect(fork.waitingFor.map(({ stepId }) => stepId)).toEqual(["agree"]);
  expect(totalOf(fork)).toEqual(totalOf(await viewExecution(db, place)));
});

test("a run may be forked at any moment of its log, also an earlier one", async () => {
  const db = await freshDb();
  const place = await started(db);
  const early = await answer(db, place, "first", { years: 5 });
  const before = await dump(db, place);
  const atOnce = await forked(db, what(place, "first", 9));
  expect(await dump(db, place)).toEqual(before);
  await answer(db, place, "second", { years: 7 });
  await answer(db, place, "agree", { confirmed: true });
  const afterwards = await forked(db, { ...what(place, "first", 9), revision: early.revision });
  for (const fork of [atOnce, afterwards]) {
    expect(fork.waitingFor.map(({ stepId }) => stepId)).toEqual(["second"]);
    const there = { ...place, executionId: fork.id };
    expect(totalOf(await answer(db, there, "second", { years: 1 }))).toEqual({ total: 10 });
    await expectFolded(db, fork.id);
  }
  const later = { ...what(place, "first", 9), revision: 1_000 };
  await expect(forkExecution(db, later)).rejects.toMatchObject({ code: "conflict" });
});

test("a cancelled and a paused run go on in the what-if", async () => {
  const db = await freshDb();
  for (const type of ["cancel", "pause"] as const) {
    const place = await started(db);
    await answer(db, place, "first", { years: 5 });
    await controlExecution(db, { ...place, command: { type } });
    const fork = await forked(db, what(place, "first", 9));
    expect(fork).toMatchObject({ status: "running", waitingFor: [{ stepId: "second" }] });
    await expectFolded(db, fork.id);
  }
});

test("what-ifs of what-ifs, twenty deep, each know where they come from", async () => {
  const db = await freshDb();
  const place = await ended(db);
  const { ownerId } = place;
  let { executionId } = place;
  for (let years = 1; years <= 20; years++) {
    const asked = what({ ownerId, executionId }, years % 2 ? "first" : "second", years);
    const fork = await forked(db, asked);
    const row = await getExecution(db, { executionId: fork.id, ownerId });
    expect(row?.forkedFromId).toBe(executionId);
    executionId = fork.id;
  }
  expect(totalOf(await viewExecution(db, { executionId, ownerId }))).toEqual({ total: 39 });
  await expectFolded(db, executionId);
});

test("one key starts one what-if, however often it is sent; another request may not use it", async () => {
  const db = await freshDb();
  const place = await ended(db);
  const request = { ...what(place, "first", 20), idempotencyKey: "once" };
  const [one, two] = await Promise.all([forkExecution(db, request), forkExecution(db, request)]);
  expect(one).toEqual(two);
  await expect(forkExecution(db, { ...request, data: { years: 21 } })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("what cannot be asked is refused, and nothing is left of it", async () => {
  const db = await freshDb();
  const place = await ended(db);
  const refused = async (fork: Parameters<typeof forkExecution>[1], code: string) => {
    await expect(forkExecution(db, fork)).rejects.toMatchObject({ code });
  };
  await refused(what(place, "first", 90), "invalid");
  await refused(what(place, "first", null), "invalid");
  await refused(what(place, "sum", 1), "conflict");
  await refused({ ...what(place, "agree", null), data: { confirmed: true } }, "invalid");
  await refused(what(place, "nowhere", 1), "not_found");
  await refused(what({ ...place, ownerId: await somebody(db) }, "first", 1), "not_found");
  const [count] = await db.$client`select count(*)::int as runs from workflow_executions`;
  expect(count).toEqual({ runs: 1 });
});

test("a run is compared with its what-ifs first, then with what it was asked of, then with others", async () => {
  const db = await freshDb();
  const place = await ended(db);
  const { ownerId, executionId } = place;
  const fork = await forkExecution(db, what(place, "first", 20));
  const listed = async (of: string, owner = ownerId) =>
    (await listComparable(db, { executionId: of, ownerId: owner, limit: 5 })).map(
      ({ id, relation, startedAt }) => [id, relation, Number.isFinite(startedAt)],
    );
  expect(await listed(executionId)).toEqual([[fork.id, "what_if", true]]);
  expect(await listed(fork.id)).toEqual([[executionId, "source", true]]);
  expect(await listed(executionId, await somebody(db))).toEqual([]);
});
