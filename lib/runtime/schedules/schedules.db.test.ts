import { eq } from "drizzle-orm";
import { onTestFinished, expect, test, vi } from "vitest";

import { connect, type Database } from "#db/client.ts";
import { listSchedules } from "#db/queries/jobs/schedules.ts";
import { workflowDefinitions, workflowExecutions } from "#db/schema/workflows.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDatabase, freshDb } from "#tests/support/pg.ts";

import { runSchedule } from "./run-schedule.ts";
import { changeSchedule, createSchedule, removeSchedule } from "./schedules.ts";

const ask = {
  id: "ask",
  name: "Ask",
  type: "data_collection",
  uses: "form.ask",
  config: { dataType: "investor-profile" },
} as const;
const daily = { cron: "0 8 * * *", timeZone: "Europe/Berlin" };
const monday = new Date("2026-11-23T12:00:00Z");
const tuesday8 = "2026-11-24T07:00:00.000Z";

async function scheduled(db: Database, more: Partial<Parameters<typeof createSchedule>[1]> = {}) {
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, [ask], {
    inputs: { amount: { type: "number", optional: true } },
  });
  const plan = { workflowId, version: null, inputs: {}, ...daily, ...more };
  const row = await createSchedule(db, { ...plan, ownerId, idempotencyKey: null }, monday);
  return { ...plan, ownerId, scheduleId: row.id };
}

/** What the queue holds for a schedule. */
async function queued(db: Database, scheduleId: string) {
  const jobs = await db.$client<{ payload: { moment: string }; runAt: string }[]>`
    select payload, run_at as "runAt" from graphile_worker._private_jobs where key = ${`schedule:${scheduleId}`}`;
  return jobs.map(({ payload, runAt }) => ({
    moment: payload.moment,
    runAt: new Date(runAt).toISOString(),
  }));
}

async function runsOf(db: Database, ownerId: string) {
  const runs = await db
    .select()
    .from(workflowExecutions)
    .where(eq(workflowExecutions.userId, ownerId));
  return runs.map(({ id, context: { inputs, metadata } }) => ({ id, inputs, metadata }));
}

async function theOne(db: Database, ownerId: string) {
  const [row] = await listSchedules(db, ownerId);
  return row!;
}

test("a schedule starts its run at the planned moment and plans the next with it", async () => {
  const db = await freshDb();
  const { ownerId, scheduleId } = await scheduled(db, { inputs: { amount: 5 } });
  expect(await queued(db, scheduleId)).toEqual([{ moment: tuesday8, runAt: tuesday8 }]);
  await runSchedule(db, { scheduleId, moment: tuesday8 }, new Date(tuesday8));
  const [run, ...more] = await runsOf(db, ownerId);
  expect(more).toEqual([]);
  expect(run?.inputs).toEqual({ amount: 5 });
  expect(run?.metadata).toEqual({ schedule: { id: scheduleId, moment: tuesday8, missed: 0 } });
  const wednesday8 = "2026-11-25T07:00:00.000Z";
  expect(await queued(db, scheduleId)).toEqual([{ moment: wednesday8, runAt: wednesday8 }]);
  expect(await theOne(db, ownerId)).toMatchObject({
    lastExecutionId: run?.id,
    lastAt: new Date(tuesday8),
    nextAt: new Date(wednesday8),
    missed: 0,
    name: "Test",
  });
});

test("a job that comes twice, or at once in two workers, starts one run", async () => {
  const db = await freshDb();
  const { ownerId, scheduleId } = await scheduled(db);
  const job = { scheduleId, moment: tuesday8 };
  await Promise.all([1, 2, 3].map(() => runSchedule(db, job, new Date(tuesday8))));
  await runSchedule(db, job, new Date(tuesday8));
  expect(await runsOf(db, ownerId)).toHaveLength(1);
});

test("runs that were missed while no worker was there are started once, and counted", async () => {
  const db = await freshDb();
  const { ownerId, scheduleId } = await scheduled(db);
  const friday = new Date("2026-11-27T09:00:00Z");
  await runSchedule(db, { scheduleId, moment: tuesday8 }, friday);
  expect(await runsOf(db, ownerId)).toHaveLength(1);
  const saturday8 = new Date("2026-11-28T07:00:00Z");
  expect(await theOne(db, ownerId)).toMatchObject({ missed: 3, nextAt: saturday8 });
});

test("a paused or deleted schedule starts nothing, and a resumed one plans from now on", async () => {
  const db = await freshDb();
  const { ownerId, scheduleId } = await scheduled(db);
  await changeSchedule(db, { scheduleId, ownerId }, { enabled: false }, monday);
  expect(await queued(db, scheduleId)).toEqual([]);
  await runSchedule(db, { scheduleId, moment: tuesday8 }, new Date(tuesday8));
  expect(await runsOf(db, ownerId)).toEqual([]);
  const friday = new Date("2026-11-27T09:00:00Z");
  await changeSchedule(db, { scheduleId, ownerId }, { enabled: true }, friday);
  const saturday8 = "2026-11-28T07:00:00.000Z";
  expect(await queued(db, scheduleId)).toEqual([{ moment: saturday8, runAt: saturday8 }]);
  await removeSchedule(db, { scheduleId, ownerId });
  expect(await queued(db, scheduleId)).toEqual([]);
  await runSchedule(db, { scheduleId, moment: saturday8 }, new Date(saturday8));
  expect(await runsOf(db, ownerId)).toEqual([]);
});

test("a new rule takes the place of the old one, in the queue too", async () => {
  const db = await freshDb();
  const { ownerId, scheduleId } = await scheduled(db);
  await changeSchedule(db, { scheduleId, ownerId }, { cron: "0 9 * * *" }, monday);
  await runSchedule(db, { scheduleId, moment: tuesday8 }, new Date(tuesday8));
  expect(await runsOf(db, ownerId)).toEqual([]);
  const tuesday9 = "2026-11-24T08:00:00.000Z";
  expect(await queued(db, scheduleId)).toEqual([{ moment: tuesday9, runAt: tuesday9 }]);
});

test("a start that fails is recorded and the next one planned; the third in a row pauses the schedule", async () => {
  const db = await freshDb();
  const { ownerId, scheduleId, workflowId } = await scheduled(db);
  await db.delete(workflowDefinitions).where(eq(workflowDefinitions.workflowId, workflowId));
  for (const [failures, enabled] of [
    [1, true],
    [2, true],
    [3, false],
  ] as const) {
    const { nextAt } = await theOne(db, ownerId);
    await runSchedule(db, { scheduleId, moment: nextAt!.toISOString() }, nextAt!);
    expect(await theOne(db, ownerId)).toMatchObject({
      failures,
      enabled,
      lastError: "There is no such workflow.",
    });
    expect(await queued(db, scheduleId)).toHaveLength(enabled ? 1 : 0);
  }
  expect((await theOne(db, ownerId)).nextAt).toBeNull();
});

test("a start that works forgets the failures before it", async () => {
  const db = await freshDb();
  const { ownerId, scheduleId, workflowId } = await scheduled(db);
  const away = eq(workflowDefinitions.workflowId, workflowId);
  await db.update(workflowDefinitions).set({ workflowId: "elsewhere" }).where(away);
  const first = await theOne(db, ownerId);
  await runSchedule(db, { scheduleId, moment: first.nextAt!.toISOString() }, first.nextAt!);
  const back = eq(workflowDefinitions.workflowId, "elsewhere");
  await db.update(workflowDefinitions).set({ workflowId }).where(back);
  const second = await theOne(db, ownerId);
  await runSchedule(db, { scheduleId, moment: second.nextAt!.toISOString() }, second.nextAt!);
  expect(await theOne(db, ownerId)).toMatchObject({ failures: 0, lastError: null, enabled: true });
  expect(await runsOf(db, ownerId)).toHaveLength(1);
});

test("a list names each schedule after its own workflow, by the newest version's name", async () => {
  const db = await freshDb();
  const first = await storeWorkflow(db, [ask], { name: "Yearly check" });
  const { ownerId } = await scheduled(db, { workflowId: first });
  await storeWorkflow(db, [ask], { id: first, version: "1.1.0", name: "Check of the year" });
  await storeWorkflow(db, [ask], { name: "Another" });
  expect(await theOne(db, ownerId)).toMatchObject({ name: "Check of the year" });
});

test("a schedule may keep to one version, where others start the newest", async () => {
  const db = await freshDb();
  const steps = [ask];
  const workflowId = await storeWorkflow(db, steps);
  await storeWorkflow(db, steps, { id: workflowId, version: "2.0.0" });
  const versions = [];
  for (const version of [null, "1.0.0"]) {
    const { ownerId, scheduleId } = await scheduled(db, { workflowId, version });
    await runSchedule(db, { scheduleId, moment: tuesday8 }, new Date(tuesday8));
    const [started] = await db
      .select({ version: workflowDefinitions.version })
      .from(workflowExecutions)
      .innerJoin(workflowDefinitions, eq(workflowDefinitions.id, workflowExecutions.definitionId))
      .where(eq(workflowExecutions.userId, ownerId));
    versions.push(started?.version);
  }
  expect(versions).toEqual(["2.0.0", "1.0.0"]);
  await expect(scheduled(db, { workflowId, version: "3.0.0" })).rejects.toThrow("no such workflow");
});

test("what could never start is refused when it is planned, and so is the 21st schedule", async () => {
  const db = await freshDb();
  await expect(scheduled(db, { cron: "often" })).rejects.toMatchObject({ code: "invalid" });
  await expect(scheduled(db, { inputs: { colour: "red" } })).rejects.toMatchObject({
    code: "invalid",
  });
  const { ownerId, scheduleId: _scheduleId, ...plan } = await scheduled(db);
  const another = (key: string | null) =>
    createSchedule(db, { ...plan, ownerId, idempotencyKey: key }, monday);
  const [twice, again] = [await another("same"), await another("same")];
  expect(again.id).toBe(twice.id);
  for (const other of [{ cron: "0 12 * * *" }, { timeZone: "UTC" }, { inputs: { amount: 1 } }]) {
    const asked = { ...plan, ...other, ownerId, idempotencyKey: "same" };
    await expect(createSchedule(db, asked, monday)).rejects.toThrow("Idempotency-Key");
  }
  for (let i = 2; i < 20; i += 1) await another(null);
  await expect(another(null)).rejects.toMatchObject({ code: "conflict" });
  expect(await listSchedules(db, ownerId)).toHaveLength(20);
});

test("a real worker starts the run when the job is due", async () => {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(async () => {
    await db.$client.end({ timeout: 1 });
  });
  // Planned a week ago: due at once, as after a service that was down.
  const { ownerId, scheduleId } = await scheduled(db);
  const worker = await startWorker(db, new NotificationHub(db), url);
  await vi.waitFor(async () => expect(await runsOf(db, ownerId)).toHaveLength(1), {
    timeout: 15_000,
    interval: 50,
  });
  await worker.stop();
  const { nextAt } = await theOne(db, ownerId);
  expect(nextAt!.getTime()).toBeGreaterThan(Date.now());
  expect(await queued(db, scheduleId)).toHaveLength(1);
});
