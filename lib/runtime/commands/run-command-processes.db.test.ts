import { expect, test } from "vitest";

import { connect, type Database } from "#db/client.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { stateCache } from "#lib/runtime/store/state-cache.ts";
import { ask, signal, signals, started, steps } from "#tests/support/commanded-runs.ts";
import { storedAndReplayed } from "#tests/support/executions.ts";
import { freshDatabase, freshDb } from "#tests/support/pg.ts";

test("two processes that race on one run both count, in some order", async () => {
  const url = await freshDatabase();
  const [one, other] = [connect(url), connect(url)];
  try {
    const { id, ownerId } = await started(one);
    const send = (db: Database, name: string) =>
      controlExecution(db, { executionId: id, ownerId, command: signal(name, name) });
    const outcomes = await Promise.all(
      signals.map((name, at) => send(at % 2 === 0 ? one : other, name)),
    );
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    const { stored, replayed } = await storedAndReplayed(one, id);
    expect(stored).toEqual(replayed);
    expect(stored).toMatchObject({ status: "completed", outputs: { all: { list: signals } } });
  } finally {
    await Promise.all([one.$client.end(), other.$client.end()]);
  }
});

test("what a process has cached of a run decides nothing once another process has changed it", async () => {
  const db = await freshDb();
  const { id, ownerId } = await started(db);
  const command = (name: string) => ({ executionId: id, ownerId, command: signal(name, name) });
  const old = stateCache.take(id)!;
  await controlExecution(db, command("a"));
  await controlExecution(db, { executionId: id, ownerId, command: { type: "pause" } });
  stateCache.put(old);
  // In the cached state it is not paused, so this would do nothing there.
  const resumed = await controlExecution(db, {
    executionId: id,
    ownerId,
    command: { type: "resume" },
  });
  expect(resumed.value).toMatchObject({ status: "running" });
  expect(await viewExecution(db, { executionId: id, ownerId })).toEqual(resumed.value);
});

test("two processes that take turns at a run catch up by the log, and read nothing anew", async () => {
  const db = await freshDb();
  const { id, ownerId } = await started(db);
  const one = stateCache.take(id)!;
  await controlExecution(db, { executionId: id, ownerId, command: signal("a", "a") });
  const other = stateCache.take(id)!;
  expect(other.work).not.toBe(one.work);
  let next = { ...one, shared: true };
  let waits = { ...other, shared: true };
  for (const name of signals.slice(1)) {
    stateCache.put(next);
    const command = signal(name, name);
    const { value } = await controlExecution(db, { executionId: id, ownerId, command });
    expect(await viewExecution(db, { executionId: id, ownerId })).toEqual(value);
    if (value.status === "completed") break;
    const kept = stateCache.take(id)!;
    expect(kept).toMatchObject({ shared: true });
    expect(kept.work).toBe(next.work);
    [next, waits] = [waits, next];
  }
  const { stored, replayed } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
  expect(stored).toMatchObject({ status: "completed", outputs: { all: { list: signals } } });
});

test("a run that other processes leave alone is written without a lock again", async () => {
  const db = await freshDb();
  const { id, ownerId } = await started(db);
  stateCache.put({ ...stateCache.take(id)!, shared: true });
  await controlExecution(db, { executionId: id, ownerId, command: signal("a", "a") });
  expect(stateCache.take(id)?.shared).toBeUndefined();
});

test("a process that does not remember a run under a deadline goes on with it", async () => {
  const db = await freshDb();
  const { id, ownerId } = await started(db, steps, { deadlineMs: 3_600_000 });
  const { value } = await controlExecution(db, {
    executionId: id,
    ownerId,
    command: signal("a", "1"),
  });
  stateCache.take(id);
  const paused = await controlExecution(db, {
    executionId: id,
    ownerId,
    command: { type: "pause" },
  });
  expect(paused).toMatchObject({ ok: true, value: { revision: value.revision + 1 } });
  const { stored, replayed } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
  expect(stored.deadlineAt).toEqual(expect.any(Number));
});

test("a request sent twice to two processes at once is processed once, and both get its outcome", async () => {
  const url = await freshDatabase();
  const [one, other] = [connect(url), connect(url)];
  try {
    const { id, ownerId } = await started(one, [ask("form")]);
    const { revision } = await viewExecution(one, { executionId: id, ownerId });
    const answer = { executionId: id, ownerId, stepId: "form", revision, data: { n: 1 } };
    const send = (db: Database) => submitStep(db, { ...answer, idempotencyKey: "once" });
    const outcomes = await Promise.all([one, other, one, other].map(send));
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ ok: true, value: { status: "completed" } });
    const { events } = await storedAndReplayed(one, id);
    expect(events.filter(({ type }) => type === "step.completed")).toHaveLength(1);
    const another = submitStep(other, { ...answer, data: { n: 2 }, idempotencyKey: "once" });
    await expect(another).rejects.toMatchObject({ code: "conflict" });
  } finally {
    await Promise.all([one.$client.end(), other.$client.end()]);
  }
});
