import { beforeEach, expect, test, onTestFinished } from "vitest";

import type { Database } from "#db/client.ts";
import { patch } from "#lib/engine/patch/patch.ts";
import { changeRun } from "#lib/runtime/adapt/change-run.ts";
import { runCommand } from "#lib/runtime/commands/run-command.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { somebody } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";
import { findingCodes, waitingRun } from "#tests/support/waiting-run.ts";

import { checkBatch, checkOrphans } from "./check-executions.ts";
import { checkNightly } from "./nightly-check.ts";
import { repairExecution } from "./repair.ts";

let db: Database;
let ownerId: string;
let executionId: string;

beforeEach(async () => {
  db = await freshDb();
  ownerId = await somebody(db);
  executionId = await waitingRun(db, ownerId);
});

const codes = async (only = executionId) => await findingCodes(db, only);

test("nothing is wrong with runs that wait, are paused, are under way, or have ended", async () => {
  expect(await codes()).toEqual([]);
  const [{ token }] = await db.$client<[{ token: string }]>`
    select token from workflow_step_executions where step_id = 'call'`;
  const worker = {
    executionId,
    ownerId: null,
    actor: { kind: "worker" },
    view: () => null,
  } as const;
  await runCommand(db, { ...worker, command: () => ({ type: "startJob", step: "call", token }) });
  expect(await codes()).toEqual([]);
  const person = { executionId, ownerId };
  await controlExecution(db, { ...person, command: { type: "pause" } });
  expect(await codes()).toEqual([]);
  await controlExecution(db, { ...person, command: { type: "resume" } });
  await controlExecution(db, { ...person, command: { type: "cancel" } });
  expect(await codes()).toEqual([]);
  expect(await checkOrphans(db)).toEqual([]);
});

test("a run that was changed while it ran is sound, and follows what its log says", async () => {
  const change = {
    kind: "patch" as const,
    patch: patch.parse({ changes: [{ op: "add", step: more }] }),
  };
  const { revision } = await viewExecution(db, { executionId, ownerId });
  await changeRun(db, { executionId, ownerId, revision, change });
  expect(await codes()).toEqual([]);
  await db.$client`update workflow_executions set workflow_id = (
    select based_on from workflow_definitions own where own.id = workflow_executions.workflow_id)`;
  expect(await codes()).toContain("plan_differs");
});

const more = { id: "more", name: "More", type: "user_interaction", uses: "review.confirm" };

const breakings: readonly (readonly [code: string, sql: string])[] = [
  ["row_differs", "update workflow_executions set status = 'completed'"],
  ["row_differs", "update workflow_executions set revision = revision + 1"],
  ["row_differs", `update workflow_executions set results = '{"a": 1}'`],
  ["row_differs", `update workflow_executions set error = '{"code": "x"}'`],
  ["row_differs", `update workflow_executions set signals = '{"s": [1]}'`],
  ["row_differs", `update workflow_executions set completed_at = now()`],
  [
    "row_differs",
    `update workflow_executions set context = '{"inputs": {"a": 1}, "metadata": {}}'`,
  ],
  [
    "sum row_differs",
    "update workflow_step_executions set status = 'skipped' where step_id = 'sum'",
  ],
  [
    "sum row_differs",
    `update workflow_step_executions set output_data = '{"value": 3}' where step_id = 'sum'`,
  ],
  [
    "sum row_differs",
    "update workflow_step_executions set completed_at = null where step_id = 'sum'",
  ],
  ["sum row_differs", "update workflow_step_executions set outcome = 'a' where step_id = 'sum'"],
  [
    "sum row_differs",
    "update workflow_step_executions set step_type = 'decision' where step_id = 'sum'",
  ],
  ["call row_differs", "update workflow_step_executions set attempt = 2 where step_id = 'call'"],
  [
    "call row_differs",
    "update workflow_step_executions set token = gen_random_uuid() where step_id = 'call'",
  ],
  [
    "call row_differs",
    `update workflow_step_executions set input_data = '{"a": 1}' where step_id = 'call'`,
  ],
  ["call row_differs", `update workflow_step_executions set note = '"a"' where step_id = 'call'`],
  [
    "call row_differs",
    `update workflow_step_executions set proposal = '{"a": 1}' where step_id = 'call'`,
  ],
  [
    "call row_differs",
    `update workflow_step_executions set error = '{"code": "x"}' where step_id = 'call'`,
  ],
  ["call row_differs", "update workflow_step_executions set revision = 1 where step_id = 'call'"],
  ["call row_differs", "update workflow_step_executions set looped_at = 1 where step_id = 'call'"],
  ["call row_differs", "update workflow_step_executions set again = true where step_id = 'call'"],
  [
    "call row_differs",
    "update workflow_step_executions set may_carry = true where step_id = 'call'",
  ],
  [
    "nap row_differs",
    "update workflow_step_executions set due_at = due_at + interval '1 second' where step_id = 'nap'",
  ],
  [
    "nap row_differs",
    "update workflow_step_executions set waiting_for = 'retry' where step_id = 'nap'",
  ],
  ["nap row_missing", "delete from workflow_step_executions where step_id = 'nap'"],
  [
    "sign row_extra",
    "insert into workflow_step_executions (execution_id, step_id, iteration, step_type, status, attempt, revision, started_at) select execution_id, step_id, 2, step_type, status, attempt, revision, started_at from workflow_step_executions where step_id = 'sign'",
  ],
  ["call job_missing", "delete from graphile_worker._private_jobs where payload->>'step' = 'call'"],
  ["nap job_missing", "delete from graphile_worker._private_jobs where payload->>'step' = 'nap'"],
  [
    "call job_wrong",
    `update graphile_worker._private_jobs set payload = '{"step": "other"}' where payload->>'step' = 'call'`,
  ],
  [
    "call job_given_up",
    "update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'no' where payload->>'step' = 'call'",
  ],
];

test("every row, field and job that goes wrong is found, and repaired from the log", async () => {
  for (const [code, breaking] of breakings) {
    await db.$client.unsafe(breaking);
    expect([breaking, new Set(await codes())]).toEqual([breaking, new Set([code])]);
    expect(await repairExecution(db, executionId)).toBe(true);
    expect([breaking, await codes()]).toEqual([breaking, []]);
  }
});

test("a drain that was cut short and never went on is found, and goes on", async () => {
  const { count } = await db.$client`
    delete from workflow_events where body->>'step' = 'call' and body->>'type' = 'step.queued'`;
  expect(count).toBe(1);
  await db.$client`delete from workflow_step_executions where step_id = 'call'`;
  await db.$client`
    with moved as (select seq, row_number() over (order by seq) as to_seq from workflow_events)
    update workflow_events set seq = -to_seq from moved where moved.seq = workflow_events.seq`;
  await db.$client`update workflow_events set seq = -seq`;
  await db.$client`update workflow_step_executions set revision = event.seq
    from workflow_events event where event.body->>'step' = step_id`;
  await db.$client`update workflow_executions set revision = revision - 1`;
  expect(await codes()).toEqual(["stands_still"]);
  await repairExecution(db, executionId);
  expect(await codes()).toEqual([]);
});

const brokenLogs: readonly (readonly [code: string, sql: string])[] = [
  ["log_gap", "delete from workflow_events where seq = 1"],
  ["log_gap", "delete from workflow_events where seq = 3"],
  [
    "x unknown_step",
    `update workflow_events set body = '{"type": "step.skipped", "step": "x", "reason": ""}' where seq = 3`,
  ],
  ["unreadable", `update workflow_events set body = 'null' where seq = 3`],
];

test("a log that goes wrong is found, and never repaired", async () => {
  await db.$client`create table kept as select * from workflow_events`;
  for (const [code, breaking] of brokenLogs) {
    await db.$client.unsafe(breaking);
    expect([breaking, await codes()]).toEqual([breaking, expect.arrayContaining([code])]);
    expect(await repairExecution(db, executionId)).toBe(false);
    await db.$client`delete from workflow_events`;
    await db.$client`insert into workflow_events select * from kept`;
    expect(await codes()).toEqual([]);
  }
});

test("rows that are ahead of a log that ends too soon are written back to it", async () => {
  await db.$client`delete from workflow_events where seq = (select max(seq) from workflow_events)`;
  const kinds = (await codes()).map((code) => code.replace(/^\w+ /u, ""));
  expect(kinds).toEqual(expect.arrayContaining(["row_differs", "row_extra"]));
  expect(await repairExecution(db, executionId)).toBe(true);
  expect(await codes()).toEqual([]);
});

test("it goes through many runs in batches, at night only through those that changed", async () => {
  const second = await waitingRun(db, ownerId);
  const first = await checkBatch(db, { after: null, limit: 1 });
  expect(first).toMatchObject({ executions: 1, next: expect.any(String) });
  const rest = await checkBatch(db, { after: first.next, limit: 2 });
  expect(rest).toMatchObject({ executions: 1, next: null });
  await db.$client`update workflow_executions set updated_at = now() - interval '2 days' where id = ${second}`;
  const since = { after: null, limit: 10, changedSince: new Date(Date.now() - 1_000_000) };
  expect(await checkBatch(db, since)).toMatchObject({ executions: 1, next: null });
});

test("the check of the night logs what it finds", async () => {
  const logged: string[] = [];
  const { error } = console;
  console.error = (line: string) => logged.push(line);
  onTestFinished(() => void (console.error = error));
  await db.$client`delete from graphile_worker._private_jobs where payload->>'step' = 'nap'`;
  expect(await checkNightly(db, {})).toBeNull();
  expect(logged).toHaveLength(1);
  expect(JSON.parse(logged[0]!)).toMatchObject({
    level: "error",
    executionId,
    code: "job_missing",
  });
});
