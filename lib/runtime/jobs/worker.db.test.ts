import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { expect, onTestFinished, test, vi } from "vitest";

import { connect, type Database } from "#db/client.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { operations } from "#lib/steps/registry.ts";
import { somebody, storedAndReplayed, storeWorkflow } from "#tests/support/executions.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { startWorker } from "./worker.ts";

type Step = WorkflowDefinitionInput["steps"][number];

/** A server that holds back its answers until the test releases them. */
async function slowServer() {
  const waiting: (() => void)[] = [];
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    waiting.push(() => {
      response.setHeader("content-type", "application/json");
      response.end('{"price": 101.5}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => server.closeAllConnections());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    address: `127.0.0.1:${port}`,
    requests: () => requests,
    answerAll: () => waiting.splice(0).forEach((answer) => answer()),
  };
}

const fetchPrice = (address: string, more: Partial<Step> = {}): Step => ({
  id: "price",
  name: "Price",
  type: "integration",
  uses: "http.request",
  config: { url: `http://${address}/price` },
  ...more,
});

function workerProcess(url: string, allowed: string): ChildProcess {
  const script = join(import.meta.dirname, "../../../scripts/worker-process.ts");
  const child = spawn(process.execPath, ["--conditions=react-server", script], {
    env: { NODE_ENV: "test", LOG_LEVEL: "warn", DATABASE_URL: url, HTTP_ALLOW: allowed },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function database(): Promise<{ url: string; db: Database }> {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(async () => {
    await db.$client.end({ timeout: 1 });
  });
  return { url, db };
}

async function until(db: Database, executionId: string, ownerId: string, status: string) {
  return await vi.waitFor(
    async () => {
      const view = await viewExecution(db, { executionId, ownerId });
      expect(view.status).toBe(status);
      return view;
    },
    { timeout: 60_000, interval: 20 },
  );
}

test("a worker that is killed in the middle of a job loses nothing and doubles nothing", async () => {
  const { url, db } = await database();
  const server = await slowServer();
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, [fetchPrice(server.address)]);
  const first = workerProcess(url, server.address);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  await vi.waitFor(() => expect(server.requests()).toBe(1), { timeout: 60_000, interval: 10 });
  first.kill("SIGKILL");
  workerProcess(url, server.address);
  await vi.waitFor(() => expect(server.requests()).toBe(2), { timeout: 60_000, interval: 20 });
  server.answerAll();
  const done = await until(db, id, ownerId, "completed");
  expect(done.steps[0]).toMatchObject({ status: "completed", attempt: 1 });
  const { stored, replayed, events } = await storedAndReplayed(db, id);
  expect(stored).toEqual(replayed);
  expect(events.map((e) => e.type)).toEqual([
    "execution.started",
    "step.queued",
    "step.started",
    "step.completed",
    "execution.completed",
  ]);
});

test("cancelling a run stops its job and ignores what it still says", async () => {
  const { url, db } = await database();
  const server = await slowServer();
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, [fetchPrice(server.address)]);
  workerProcess(url, server.address);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  await vi.waitFor(() => expect(server.requests()).toBe(1), { timeout: 60_000, interval: 10 });
  await controlExecution(db, { executionId: id, ownerId, command: { type: "cancel" } });
  server.answerAll();
  await pause(300);
  const { events } = await storedAndReplayed(db, id);
  expect(events.at(-1)?.type).toBe("execution.cancelled");
});

test("a job that does not answer in time is tried again, and then ends in a clear error", async () => {
  const { url, db } = await database();
  const server = await slowServer();
  const ownerId = await somebody(db);
  const limits = { timeoutMs: 150, retry: { maxAttempts: 2, backoffMs: 10 } };
  const workflowId = await storeWorkflow(db, [fetchPrice(server.address, limits)]);
  workerProcess(url, server.address);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const done = await until(db, id, ownerId, "failed");
  expect(done.error?.code).toBe("timeout");
  expect(done.steps[0]).toMatchObject({ status: "failed", attempt: 2 });
});

test("many runs started at once are worked off by the worker inside this process", async () => {
  const { url, db } = await database();
  const worker = await startWorker(db, new NotificationHub(db), url);
  const ownerId = await somebody(db);
  const optimise = {
    id: "optimise",
    name: "Choose weights",
    type: "analysis",
    uses: "portfolio.optimize",
  } satisfies Step;
  const workflowId = await storeWorkflow(db, [optimise], {
    inputs: { profile: { type: "investor-profile" }, assessment: { type: "risk-assessment" } },
  });
  const { profile, assessment } = operations.get("portfolio.optimize")!.example.input;
  const started = await Promise.all(
    Array.from({ length: 10 }, () =>
      startExecution(db, {
        workflowId,
        ownerId,
        inputs: { profile: profile!, assessment: assessment! },
      }),
    ),
  );
  for (const { id } of started) {
    const done = await until(db, id, ownerId, "completed");
    expect(done.steps[0]?.output).toHaveProperty("allocation.volatility", expect.closeTo(0.085, 4));
  }
  await worker.stop();
});

test("a chain of short waits goes on when each is due, however seldom the queue polls", async () => {
  const { url, db } = await database();
  const worker = await startWorker(db, new NotificationHub(db), url);
  const ownerId = await somebody(db);
  const waits = Array.from({ length: 15 }, (_, i): Step => ({
    id: `wait${i}`,
    name: "Wait",
    type: "integration",
    uses: "wait.for",
    config: { seconds: 0.02 },
    dependencies: i === 0 ? [] : [`wait${i - 1}`],
  }));
  const workflowId = await storeWorkflow(db, waits);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  // Polling every two seconds would take half a minute.
  const done = await until(db, id, ownerId, "completed");
  await worker.stop();
  expect(done.steps.map(({ status }) => status)).toEqual(waits.map(() => "completed"));
});
