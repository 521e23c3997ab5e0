import { expect, onTestFinished, test, vi } from "vitest";

import { connect, type Database } from "#db/client.ts";
import {
  countJobs,
  listRepairs,
  listFailedJobs,
  removeDeadLetter,
  runJobAgain,
} from "#db/queries/jobs/dead-letters.ts";
import { listAbandonedJobs, listStuck, requeueStuck } from "#db/queries/jobs/orphaned-jobs.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { createSchedule } from "#lib/runtime/schedules/schedules.ts";
import { stateCache } from "#lib/runtime/store/state-cache.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDatabase, freshDb } from "#tests/support/pg.ts";

import { reconcileIdleRuns, reconcileJobs } from "./reconcile.ts";

type Step = WorkflowDefinitionInput["steps"][number];

const wait = (seconds: number): Step => ({
  id: "wait",
  name: "Wait",
  type: "integration",
  uses: "wait.for",
  config: { seconds },
});
const fetchIt: Step = {
  id: "price",
  name: "Price",
  type: "integration",
  uses: "http.request",
  config: { url: "http://127.0.0.1:1/price" },
};
const known = ["step", "wake", "continue", "schedule"];

async function started(db: Database, steps: Step[]) {
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, steps);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  return { executionId: id, ownerId, workflowId };
}

/** The keys and tasks of the jobs that the queue holds. */
async function jobs(db: Database) {
  const rows = await db.$client<
    { id: string; task: string; key: string | null; deadLettered: boolean }[]
  >`
    select job.id::text, task.identifier as task, job.key, attempts >= max_attempts as "deadLettered"
    from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id order by job.id`;
  return [...rows];
}

async function loseJobs(db: Database) {
  await db.$client`delete from graphile_worker._private_jobs`;
}

async function withWorker() {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(async () => {
    await db.$client.end({ timeout: 1 });
  });
  return { db, work: async () => await startWorker(db, new NotificationHub(db), url) };
}

test("orphaned jobs of attempts, due timers and schedules are queued again under the same token, and it is recorded", async () => {
  const db = await freshDb();
  const job = await started(db, [fetchIt]);
  const due = await started(db, [wait(0)]);
  await started(db, [wait(3_600)]);
  const { ownerId, workflowId } = due;
  const plan = { workflowId, version: null, inputs: {}, cron: "0 8 * * *", timeZone: "UTC" };
  const past = new Date("2026-01-01T00:00:00Z");
  await createSchedule(db, { ...plan, ownerId, idempotencyKey: null }, past);
  await db.$client`update workflow_step_executions set due_at = due_at - interval '1 minute' where due_at < now()`;
  const before = await jobs(db);
  await reconcileJobs(db);
  expect(await jobs(db)).toEqual(before);
  await loseJobs(db);
  await reconcileJobs(db);
  const after = await jobs(db);
  const names = (list: typeof after) => list.map(({ task, key }) => `${task} ${key}`).toSorted();
  // A timer that is not due yet is not missed yet.
  const future = before.findLast(({ task }) => task === "wake")?.key;
  expect(names(after)).toEqual(names(before.filter(({ key }) => key !== future)));
  const repairs = await listRepairs(db, 10);
  expect(repairs.map(({ what, executionId }) => [what, executionId])).toEqual(
    expect.arrayContaining([
      ["queued_again", job.executionId],
      ["queued_again", due.executionId],
      ["queued_again", null],
    ]),
  );
  await reconcileJobs(db);
  expect(await jobs(db)).toEqual(after);
});

test("a child that was to begin, and one that ended without its parent being told, are reconciled", async () => {
  const { db, work } = await withWorker();
  const child = {
    id: "inner",
    name: "Inner",
    version: "1.0.0",
    category: "test",
    steps: [
      {
        id: "paid",
        name: "Paid",
        type: "integration",
        uses: "wait.signal",
        config: { name: "paid" },
      },
    ],
  };
  const { executionId, ownerId } = await started(db, [
    { ...wait(0), id: "sub", uses: "workflow.run", config: { definition: child } },
  ]);
  await loseJobs(db);
  await reconcileJobs(db);
  expect(await jobs(db)).toMatchObject([{ task: "child" }]);
  const worker = await work();
  const running = await vi.waitFor(
    async () => {
      const { steps } = await viewExecution(db, { executionId, ownerId });
      expect(steps[0]).toMatchObject({ status: "running", child: { status: "running" } });
      return steps[0]!.child!.executionId;
    },
    { timeout: 15_000 },
  );
  await worker.stop();
  await reconcileJobs(db);
  expect(await listRepairs(db, 10)).toHaveLength(1);
  const command = { type: "signal", name: "paid", data: {} } as const;
  await controlExecution(db, { executionId: running, ownerId, command });
  await loseJobs(db);
  await reconcileJobs(db);
  expect(await viewExecution(db, { executionId, ownerId })).toMatchObject({ status: "completed" });
});

test("what is paused, ended or waits for a person does not count as orphaned", async () => {
  const db = await freshDb();
  const paused = await started(db, [fetchIt]);
  await controlExecution(db, { ...paused, command: { type: "pause" } });
  const ended = await started(db, [fetchIt]);
  await controlExecution(db, { ...ended, command: { type: "cancel" } });
  await started(db, [{ ...wait(0), id: "paid", uses: "wait.signal", config: { name: "paid" } }]);
  await loseJobs(db);
  await reconcileJobs(db);
  await db.$client`update workflow_executions set updated_at = updated_at - interval '1 hour'`;
  await reconcileIdleRuns(db, known);
  expect(await jobs(db)).toEqual([]);
  expect(await listRepairs(db, 10)).toEqual([]);
});

test("a worker continues a run whose job was orphaned, once it has been reconciled", async () => {
  const { db, work } = await withWorker();
  const { executionId, ownerId } = await started(db, [wait(0)]);
  await loseJobs(db);
  await db.$client`update workflow_step_executions set due_at = due_at - interval '1 minute'`;
  const worker = await work();
  await reconcileJobs(db);
  const done = async () => (await viewExecution(db, { executionId, ownerId })).status;
  await vi.waitFor(async () => expect(await done()).toBe("completed"), { timeout: 15_000 });
  await worker.stop();
});

test("a run in which nothing is open, because the job that was to continue it is missing, goes on", async () => {
  const { db, work } = await withWorker();
  const { executionId, ownerId } = await started(db, [
    { ...wait(0), id: "paid", uses: "wait.signal", config: { name: "paid" } },
  ]);
  // The state after a drain that was cut short: the step may start, and nothing of it is written yet.
  await db.$client`delete from workflow_step_executions where execution_id = ${executionId}`;
  await db.$client`update workflow_executions set updated_at = updated_at - interval '1 hour' where id = ${executionId}`;
  stateCache.take(executionId);
  await reconcileIdleRuns(db, known);
  const worker = await work();
  const waits = async () => (await viewExecution(db, { executionId, ownerId })).waitingFor;
  await vi.waitFor(async () => expect(await waits()).toHaveLength(1), { timeout: 15_000 });
  await worker.stop();
});

test("a job that is orphaned for the fourth time is shown on its run, until its owner has it tried again", async () => {
  const db = await freshDb();
  const { executionId, ownerId } = await started(db, [fetchIt]);
  for (let time = 1; time <= 3; time += 1) {
    await loseJobs(db);
    expect(await listStuck(db, executionId)).toEqual([]);
    expect(await listAbandonedJobs(db, 10)).toEqual([]);
    await reconcileJobs(db);
    expect(await jobs(db)).toHaveLength(1);
  }
  await loseJobs(db);
  await reconcileJobs(db);
  expect(await jobs(db)).toEqual([]);
  expect(await listStuck(db, executionId)).toEqual([{ stepId: "price", tries: 0 }]);
  expect(await listAbandonedJobs(db, 10)).toMatchObject([{ executionId, stepId: "price" }]);
  await requeueStuck(db, { executionId, ownerId: await somebody(db) });
  expect(await listStuck(db, executionId)).toHaveLength(1);
  await requeueStuck(db, { executionId, ownerId });
  await reconcileJobs(db);
  expect(await jobs(db)).toHaveLength(1);
  expect(await listStuck(db, executionId)).toEqual([]);
  expect(await listAbandonedJobs(db, 10)).toEqual([]);
});

test("payloads that nobody can read are dead-lettered with their error at once; a deleted run leaves nothing", async () => {
  const { db, work } = await withWorker();
  await db.$client`select graphile_worker.add_job('step', '{"executionId": "x"}'), graphile_worker.add_job('wake', '[1]'),
    graphile_worker.add_job('continue', json_build_object('executionId', gen_random_uuid())), graphile_worker.add_job('schedule', '{}')`;
  const worker = await work();
  await vi.waitFor(
    async () =>
      expect((await jobs(db)).map(({ task, deadLettered }) => `${task} ${deadLettered}`)).toEqual([
        "step true",
        "wake true",
        "schedule true",
      ]),
    { timeout: 15_000 },
  );
  await worker.stop();
  const letters = await listFailedJobs(db, 10);
  expect(letters.every((job) => job.deadLettered && job.tries === 1 && job.error !== "")).toBe(
    true,
  );
  expect(await countJobs(db)).toMatchObject({ deadLettered: 3, due: 0, running: 0 });
});

test("a job of a task that nobody knows, and one that ended its worker each time, get an error", async () => {
  const db = await freshDb();
  await db.$client`select graphile_worker.add_job('from-the-future', run_at => now() - interval '2 hours', job_key => 'a'),
    graphile_worker.add_job('just-deployed', job_key => 'b'), graphile_worker.add_job('wake', job_key => 'c')`;
  await db.$client`update graphile_worker._private_jobs set attempts = max_attempts where key = 'c'`;
  await reconcileIdleRuns(db, known);
  const failed = await listFailedJobs(db, 10);
  expect(new Map(failed.map(({ key, error }) => [key, error]))).toEqual(
    new Map([
      ["a", "No worker knows this task."],
      ["c", "The worker ended with each of 25 tries."],
    ]),
  );
});

test("a job that ends its worker again and again is not tried for ever", async () => {
  const { db, work } = await withWorker();
  await db.$client`select graphile_worker.add_job('continue', json_build_object('executionId', gen_random_uuid()), job_key => 'k')`;
  await db.$client`update graphile_worker._private_jobs set attempts = 6`;
  const worker = await work();
  await vi.waitFor(async () => expect(await jobs(db)).toMatchObject([{ deadLettered: true }]), {
    timeout: 15_000,
  });
  await worker.stop();
  expect((await listFailedJobs(db, 1))[0]?.error).toContain("It ended its worker 6 times.");
});

test("a timer that is tried again still waits for its time", async () => {
  const db = await freshDb();
  const { executionId, ownerId } = await started(db, [wait(3_600)]);
  const giveUp = async () =>
    await db.$client`update graphile_worker._private_jobs set attempts = max_attempts, run_at = now()`;
  const [job] = await jobs(db);
  for (const again of [
    async () => await runJobAgain(db, job!.id),
    async () => await requeueStuck(db, { executionId, ownerId }),
  ]) {
    await giveUp();
    expect(await countJobs(db)).toMatchObject({ deadLettered: 1, delayed: 0 });
    await again();
    expect(await countJobs(db)).toMatchObject({ deadLettered: 0, delayed: 1, due: 0 });
  }
});

test("a dead-lettered job can be run again or removed; a removed one does not count as orphaned, and its run says so", async () => {
  const db = await freshDb();
  const { executionId, ownerId } = await started(db, [fetchIt]);
  await db.$client`update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'broken'`;
  expect(await listStuck(db, executionId)).toEqual([{ stepId: "price", tries: 10 }]);
  const [job] = await jobs(db);
  await runJobAgain(db, job!.id);
  expect(await countJobs(db)).toMatchObject({ deadLettered: 0, due: 1 });
  await removeDeadLetter(db, job!.id);
  await reconcileJobs(db);
  expect(await jobs(db)).toEqual([]);
  expect(await listStuck(db, executionId)).toEqual([{ stepId: "price", tries: 0 }]);
  expect(await listRepairs(db, 1)).toMatchObject([
    { what: "removed", executionId, stepId: "price" },
  ]);
  await requeueStuck(db, { executionId, ownerId });
  await reconcileJobs(db);
  expect(await jobs(db)).toHaveLength(1);
});
