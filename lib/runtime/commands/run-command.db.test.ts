import { randomUUID } from "node:crypto";

import { expect, onTestFinished, test, vi } from "vitest";

import type { Database } from "#db/client.ts";
import { transaction } from "#db/transaction.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { ask, signal, signals, started, steps } from "#tests/support/commanded-runs.ts";
import { storedAndReplayed } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { runCommand } from "./run-command.ts";

/** How many statements wrote the log of an execution. */
async function writes(db: Database, id: string): Promise<number> {
  const [row] = await db.$client<{ writes: number }[]>`
    select count(distinct xmin::text)::int as writes from workflow_events where execution_id = ${id}`;
  return row?.writes ?? 0;
}

test("commands that come together are written together, each with its own outcome", async () => {
  const db = await freshDb();
  const { id, ownerId } = await started(db);
  const send = (command: Command) =>
    runCommand(db, {
      executionId: id,
      ownerId,
      actor: { kind: "person", id: ownerId },
      command: () => command,
      view: ({ state }) => [state.revision, state.status],
    });
  const stale = { type: "startJob", step: "a", token: randomUUID() } as const;
  const outcomes = await Promise.all([
    ...signals.slice(0, 3).map((name) => send(signal(name, name))),
    send(stale),
    send({ type: "skipStep", step: "nowhere", revision: 1, reason: "none" }),
    ...signals.slice(3).map((name) => send(signal(name, name))),
    send({ type: "pause" }),
  ]);
  expect(outcomes.map((o) => (o.ok ? "ok" : o.rejection.code))).toEqual(
    ["ok", "ok", "ok", "late", "unknown_step", "ok", "ok", "ok", "ended"], // the last signal ends it
  );
  const revisions = outcomes.map(({ value }) => value[0]);
  expect(revisions).toEqual(revisions.toSorted((a, b) => Number(a) - Number(b)));
  expect(outcomes.at(-1)?.value[1]).toBe("completed");
  expect(await writes(db, id)).toBeLessThanOrEqual(3); // the start, the first, the others
  const { stored, replayed } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
});

test("whatever the order and company, commands give what they give one at a time", async () => {
  const db = await freshDb();
  const commands = [
    signal("c", "1"),
    signal("late", "kept"),
    { type: "pause" } as const,
    signal("a", "2"),
    { type: "resume" } as const,
    ...["b", "d", "e"].map((name) => signal(name, name)),
    { type: "cancelStep", step: "f", revision: 1_000, reason: "Not needed" } as const,
  ];
  const outcome = async (together: boolean) => {
    const { id, ownerId } = await started(db, steps);
    const send = (command: (typeof commands)[number]) =>
      runCommand(db, {
        executionId: id,
        ownerId,
        actor: { kind: "system" },
        command: () => command,
        view: ({ state }) => state.revision,
      });
    const outcomes = [];
    if (together) outcomes.push(...(await Promise.all(commands.map(send))));
    // eslint-disable-next-line no-await-in-loop -- one at a time is the point
    else for (const command of commands) outcomes.push(await send(command));
    const { stored, replayed, events } = await storedAndReplayed(db, id);
    expect(stored).toEqual(replayed);
    return {
      outcomes,
      stored,
      events: events.map(({ at: _at, actor: _actor, ...event }) => event),
    };
  };
  expect(await outcome(true)).toEqual(await outcome(false));
});

test("one that cannot be written, and one that throws, harm none of the others", async () => {
  const db = await freshDb();
  const { id, ownerId } = await started(db);
  const send = (build: () => Command) =>
    runCommand(db, {
      executionId: id,
      ownerId,
      actor: { kind: "person", id: ownerId },
      command: build,
      view: () => null,
    });
  const results = await Promise.allSettled([
    send(() => signal("a", "fine")),
    send(() => signal("b", "fine")),
    send(() => signal("c", "PostgreSQL stores no \u0000")),
    send(() => {
      throw new Error("No such command");
    }),
    send(() => signal("d", "fine")),
  ]);
  expect(results.map((result) => result.status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
    "fulfilled",
  ]);
  const { stored, replayed } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
  expect(stored.steps.map((step) => step.status)).toEqual([
    "completed",
    "completed",
    "waiting",
    "completed",
    "waiting",
    "waiting",
    "pending",
  ]);
});

test("a command inside a transaction is rolled back with it", async () => {
  const db = await freshDb();
  const { id, ownerId } = await started(db);
  const before = await viewExecution(db, { executionId: id, ownerId });
  const rolledBack = transaction(db, async (tx) => {
    await controlExecution(tx, { executionId: id, ownerId, command: signal("a", "never") });
    throw new Error("undo");
  });
  await expect(rolledBack).rejects.toThrow("undo");
  expect(await viewExecution(db, { executionId: id, ownerId })).toEqual(before);
  await controlExecution(db, { executionId: id, ownerId, command: signal("a", "now") });
  const { stored, replayed } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
});

test("a key counts once among answers that come together, and not for one that was refused", async () => {
  const db = await freshDb();
  const { id, ownerId } = await started(db, [ask("one"), ask("two")]);
  const answer = (stepId: string, idempotencyKey: string, data: JsonObject = { n: 1 }) =>
    submitStep(db, { executionId: id, ownerId, stepId, revision: 3, data, idempotencyKey });
  await expect(answer("two", "second", { n: "many" })).rejects.toMatchObject({ code: "invalid" });
  const outcomes = await Promise.all([
    answer("one", "first"),
    answer("one", "first"),
    answer("two", "second"),
    answer("one", "another"),
  ]);
  expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, true, true, false]);
  const { events } = await storedAndReplayed(db, id);
  expect(events.filter((event) => event.type === "step.completed")).toHaveLength(2);
});

test("a run that somebody holds for ever fails the commands on it in time, and goes on once it is free", async () => {
  const db = await freshDb();
  const { id, ownerId } = await started(db);
  const send = async (name: string) =>
    await controlExecution(db, { executionId: id, ownerId, command: signal(name, name) });
  const held = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  const holder = transaction(db, async (tx) => {
    await tx.$client`select 1 from workflow_executions where id = ${id} for update`;
    held.resolve();
    await free.promise;
  });
  await held.promise;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const failing = send("a").catch((error: unknown) => error);
  await vi.waitFor(async () => {
    const waiting = await db.$client`select 1 from pg_stat_activity where wait_event_type = 'Lock'
      and datname = current_database()`;
    expect(waiting.length).toBeGreaterThan(0);
  });
  vi.advanceTimersByTime(60_000);
  expect(await failing).toMatchObject({ code: "CONNECT_TIMEOUT" });
  vi.useRealTimers();
  const later = send("b");
  free.resolve();
  await holder;
  expect(await later).toMatchObject({ ok: true });
  const { stored, replayed } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
});
