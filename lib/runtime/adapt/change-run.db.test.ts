import { expect, test } from "vitest";

import { findDefinitionId } from "#db/queries/definitions/definitions.ts";
import type { PatchInput } from "#lib/engine/patch/patch.ts";
import { AppError } from "#lib/errors.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { stateCache } from "#lib/runtime/store/state-cache.ts";
import {
  ask,
  ownDefinitions,
  pinned,
  rowsMatchLog,
  sum,
  threeQuestions,
} from "#tests/support/changing-run.ts";
import { somebody } from "#tests/support/executions.ts";

import { changeRun } from "./change-run.ts";

test("a step added to a run starts at once, and the run alone follows the new definition", async () => {
  const run = await threeQuestions();
  const { db, executionId, ownerId, definition } = run;
  await run.answer("first");
  const before = await pinned(db, executionId);
  const outcome = await run.patch({
    changes: [
      { op: "add", step: ask("extra", { dependencies: ["first"] }), after: "first" },
      { op: "add", step: sum("total", "1 + 2", { dependencies: ["first"] }) },
      { op: "rewire", step: "third", dependencies: ["second", "extra"] },
    ],
  });
  expect(outcome).toMatchObject({ ok: true, value: { version: "1.0.0-run.1", status: "running" } });
  expect(await run.statuses()).toEqual({
    first: "completed",
    extra: "waiting",
    second: "waiting",
    third: "pending",
    total: "completed",
  });
  const events = await rowsMatchLog(db, executionId);
  expect(events.find(({ type }) => type === "execution.patched")).toMatchObject({
    from: before,
    to: await pinned(db, executionId),
    actor: { kind: "person", id: ownerId },
    patch: { changes: [{ op: "add" }, { op: "add" }, { op: "rewire" }] },
  });
  const latest = await findDefinitionId(db, { workflowId: definition.id, ownerId });
  expect(latest).toBe(before);
  // Another process has to read everything, and continues with the same definition.
  stateCache.take(executionId);
  await run.answer("second");
  await run.answer("extra");
  await run.answer("third");
  expect(await run.view()).toMatchObject({ status: "completed" });
  await rowsMatchLog(db, executionId);
});

test("what has happened is never changed, and a definition that may not run is never followed", async () => {
  const run = await threeQuestions();
  const { db, executionId } = run;
  await run.answer("first");
  const before = await run.view();
  const startedOnes: PatchInput = {
    changes: [
      { op: "replace", step: ask("first", { name: "Other words" }) },
      { op: "rewire", step: "second", dependencies: [] },
    ],
  };
  const refused = await run.patch(startedOnes).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppError);
  expect(refused).toMatchObject({
    code: "conflict",
    problems: [
      {
        code: "has_happened",
        steps: ["first"],
        message: expect.stringContaining("First question"),
      },
      { code: "has_happened", steps: ["second"] },
    ],
  });
  const dangling: PatchInput = { changes: [{ op: "rewire", step: "third", dependencies: ["no"] }] };
  await expect(run.patch(dangling)).rejects.toMatchObject({
    code: "invalid",
    problems: [{ code: "unknown_dependency", steps: ["third"] }],
  });
  const unknown: PatchInput = { changes: [{ op: "remove", step: "fourth" }] };
  await expect(run.patch(unknown)).rejects.toMatchObject({ problems: [{ code: "unknown_step" }] });
  await expect(run.patch({})).rejects.toMatchObject({ problems: [{ code: "nothing_changes" }] });
  expect(await run.view()).toEqual(before);
  expect(await ownDefinitions(db, executionId)).toEqual([]);
});

test("a change is shown before it is made, and showing it changes nothing", async () => {
  const run = await threeQuestions();
  const before = await run.view();
  const proposal = await run.propose({
    changes: [
      { op: "replace", step: ask("third", { name: "Last question", dependencies: ["second"] }) },
      { op: "add", step: ask("fourth", { name: "One more", dependencies: ["third"] }) },
    ],
  });
  expect(proposal).toEqual({
    revision: before.revision,
    version: "1.0.0-run.1",
    lines: [
      { kind: "added", text: "“One more” is added after “Last question”." },
      { kind: "changed", text: "“Third question”: its name is now “Last question”." },
    ],
    staying: ["First question"],
    problems: [],
    warnings: [],
  });
  expect(await run.view()).toEqual(before);
});

test("of two changes decided on the same state, one is made", async () => {
  const run = await threeQuestions();
  const { db, executionId } = run;
  const { revision } = await run.view();
  const add = (id: string): PatchInput => ({
    changes: [{ op: "add", step: ask(id, { dependencies: ["third"] }) }],
  });
  const outcomes = await Promise.all([
    run.patch(add("x"), revision),
    run.patch(add("y"), revision),
  ]);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ rejection: { code: "conflict" } });
  expect(await ownDefinitions(db, executionId)).toHaveLength(1);
  await rowsMatchLog(db, executionId);
});

test("a change and an answer that race leave the answer counted, whoever is first", async () => {
  for (let attempt = 0; attempt < 6; attempt++) {
    const run = await threeQuestions();
    const { revision } = await run.view();
    const change = () => run.patch({ changes: [{ op: "add", step: ask("x") }] }, revision);
    const answer = () => run.answer("first", revision);
    const [a, b] = await Promise.all(
      attempt % 2 === 0 ? [change(), answer()] : [answer(), change()],
    );
    const [changed, answered] = attempt % 2 === 0 ? [a, b] : [b, a];
    expect(answered.ok).toBe(true);
    const statuses = await run.statuses();
    expect([statuses["first"], statuses["x"]]).toEqual([
      "completed",
      changed.ok ? "waiting" : undefined,
    ]);
    await rowsMatchLog(run.db, run.executionId);
  }
});

test("a crash between storing the definition and following it leaves neither", async () => {
  const run = await threeQuestions();
  const { db, executionId } = run;
  const before = await run.view();
  const client = db.$client;
  await client`create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'the server stops here'; end $$`;
  await client`create trigger refuse before insert on workflow_events for each row execute function refuse()`;
  const change: PatchInput = { changes: [{ op: "add", step: ask("x") }] };
  await expect(run.patch(change)).rejects.toThrow("the server stops here");
  expect(await ownDefinitions(db, executionId)).toEqual([]);
  expect(await run.view()).toEqual(before);
  await client`drop trigger refuse on workflow_events`;
  expect(await run.patch(change)).toMatchObject({ ok: true });
  expect((await run.statuses())["x"]).toBe("waiting");
  await rowsMatchLog(db, executionId);
});

test("a change can be reverted until a changed step has started", async () => {
  const run = await threeQuestions();
  const { db, executionId } = run;
  const before = await pinned(db, executionId);
  const words: PatchInput = {
    changes: [{ op: "replace", step: ask("third", { name: "Other", dependencies: ["second"] }) }],
  };
  await run.patch(words);
  await run.answer("first");
  expect(await run.revert()).toMatchObject({ ok: true, value: { version: "1.0.0" } });
  expect(await pinned(db, executionId)).toBe(before);
  await expect(run.revert()).rejects.toMatchObject({ problems: [{ code: "nothing_to_undo" }] });
  await run.patch(words);
  expect((await run.view()).version).toBe("1.0.0-run.2");
  await run.answer("second");
  await expect(run.revert()).rejects.toMatchObject({
    code: "conflict",
    problems: [{ code: "has_happened", steps: ["third"] }],
  });
  await run.answer("third");
  expect((await run.view()).status).toBe("completed");
  await rowsMatchLog(db, executionId);
});

test("changes are reverted one after the other, the latest first", async () => {
  const run = await threeQuestions();
  const { db, executionId } = run;
  const add = (id: string): PatchInput => ({
    changes: [{ op: "add", step: ask(id, { dependencies: ["third"] }) }],
  });
  await run.patch(add("x"));
  await run.patch(add("y"));
  expect(Object.keys(await run.statuses())).toEqual(["first", "second", "third", "x", "y"]);
  await run.revert();
  expect(Object.keys(await run.statuses())).toEqual(["first", "second", "third", "x"]);
  await run.revert();
  expect(Object.keys(await run.statuses())).toEqual(["first", "second", "third"]);
  await rowsMatchLog(db, executionId);
});

test("a paused run can be changed; nothing starts before it is resumed; one that is over cannot", async () => {
  const run = await threeQuestions();
  const { db, executionId, ownerId } = run;
  await controlExecution(db, { executionId, ownerId, command: { type: "pause" } });
  const change: PatchInput = { changes: [{ op: "add", step: ask("x") }] };
  expect(await run.patch(change)).toMatchObject({ ok: true, value: { status: "paused" } });
  expect((await run.statuses())["x"]).toBe("pending");
  await controlExecution(db, { executionId, ownerId, command: { type: "resume" } });
  expect((await run.statuses())["x"]).toBe("waiting");
  await rowsMatchLog(db, executionId);
  await controlExecution(db, { executionId, ownerId, command: { type: "cancel" } });
  expect(await run.revert()).toMatchObject({ ok: false, rejection: { code: "conflict" } });
});

test("nobody changes another person's run", async () => {
  const run = await threeQuestions();
  const { db, executionId } = run;
  const ownerId = await somebody(db);
  const { revision } = await run.view();
  const change = { kind: "revert" as const };
  const other = changeRun(db, { executionId, ownerId, revision, change });
  await expect(other).rejects.toMatchObject({ code: "not_found" });
});
