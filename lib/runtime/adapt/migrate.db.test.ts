import { expect, test } from "vitest";

import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import {
  workflowDefinition,
  type WorkflowDefinitionInput,
} from "#lib/engine/definition/definition.ts";
import { forkExecution } from "#lib/runtime/executions/fork-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { stateAt } from "#lib/runtime/replay/state-at.ts";
import {
  ask,
  first,
  rowsMatchLog,
  second,
  third,
  threeQuestions,
} from "#tests/support/changing-run.ts";

type StepInput = WorkflowDefinitionInput["steps"][number];

test("a run moves to a newer version, unless a step that has started is another one there", async () => {
  const run = await threeQuestions();
  const { db, executionId, definition, ownerId } = run;
  await run.answer("first");
  await expect(run.migrate()).rejects.toMatchObject({ problems: [{ code: "nothing_changes" }] });
  const save = async (version: string, later: StepInput[], more = {}) =>
    await saveDefinition(db, {
      definition: workflowDefinition.parse({ ...definition, version, steps: later, ...more }),
      ownerId: null,
    });
  await save("1.1.0", [first, second, { ...third, name: "Better words" }], {
    inputs: { currency: { type: "text", default: "USD" } },
  });
  await save("2.0.0", [{ ...first, name: "Quite different" }, second, third]);
  await expect(run.migrate()).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("First question"),
    problems: [{ code: "has_happened", steps: ["first"] }],
  });
  const moved = await run.migrate("1.1.0");
  expect(moved).toMatchObject({ ok: true, value: { version: "1.1.0" } });
  expect((await run.view()).steps.at(-1)).toMatchObject({ name: "Better words" });
  const events = await rowsMatchLog(db, executionId);
  expect(events.find(({ type }) => type === "execution.patched")).toMatchObject({
    patch: null,
    inputs: { currency: "USD" },
  });
  await expect(run.migrate("1.1.0")).rejects.toMatchObject({ code: "invalid" });
  await run.patch({ changes: [{ op: "add", step: ask("x", { dependencies: ["third"] }) }] });
  expect((await run.view()).version).toBe("1.1.0-run.1");
  await expect(run.migrate("1.0.0")).rejects.toMatchObject({ code: "invalid" });
  const other = await startExecution(db, { workflowId: definition.id, ownerId, inputs: {} });
  expect(other.version).toBe("2.0.0");
});

test("a version that asks for more at its start than the run was given is refused", async () => {
  const run = await threeQuestions();
  const { db, definition } = run;
  const inputs = { amount: { type: "number", title: "Amount" } };
  const next = workflowDefinition.parse({ ...definition, version: "2.0.0", inputs });
  await saveDefinition(db, { definition: next, ownerId: null });
  await expect(run.migrate()).rejects.toMatchObject({
    code: "invalid",
    problems: [{ code: "inputs_differ", message: expect.stringContaining("Amount") }],
  });
});

test("a what-if of a changed run follows what the run followed at the moment it begins from", async () => {
  const run = await threeQuestions();
  const { db, executionId, ownerId, definition } = run;
  await run.answer("first");
  const earlier = await run.view();
  const inputs = { currency: { type: "text", default: "USD" } };
  const next = workflowDefinition.parse({ ...definition, version: "1.1.0", inputs });
  await saveDefinition(db, { definition: next, ownerId: null });
  await run.migrate();
  await run.patch({ changes: [{ op: "add", step: ask("x", { dependencies: ["first"] }) }] });
  const other = { stepId: "first", data: { note: "another" }, idempotencyKey: null };
  const fork = async (revision: number | null) =>
    await forkExecution(db, { executionId, ownerId, revision, ...other });
  const before = await fork(earlier.revision);
  expect(before).toMatchObject({ version: "1.0.0" });
  expect(before.steps.map(({ id }) => id)).toEqual(["first", "second", "third"]);
  await rowsMatchLog(db, before.id);
  const now = await fork(null);
  expect(now).toMatchObject({ version: "1.1.0-run.1" });
  expect(now.steps.at(-1)).toMatchObject({ id: "x", status: "waiting" });
  await rowsMatchLog(db, now.id);
  const at = await stateAt(db, { executionId, ownerId, at: earlier.revision });
  expect(at.work.plan.definition.version).toBe("1.0.0");
});
