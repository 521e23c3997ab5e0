import { once } from "node:events";

import { expect, onTestFinished, test } from "vitest";

import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { withCancellation } from "./with-cancellation.ts";

test("a job whose run was cancelled before anybody listened is aborted", async () => {
  const db = await freshDb();
  const hub = new NotificationHub(db);
  onTestFinished(async () => await hub.close());
  const ownerId = await somebody(db);
  const step = { id: "get", name: "Get", type: "integration", uses: "http.request" } as const;
  const workflowId = await storeWorkflow(db, [
    { ...step, config: { url: "https://example.com/" } },
  ]);
  const { id: executionId } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const [row] = await db.$client<{ token: string }[]>`
    select token from workflow_step_executions where execution_id = ${executionId}`;
  await hub.follow(ownerId, () => {}); // only notifications from now on reach the listener
  const heard = Promise.withResolvers<void>();
  const leave = await hub.follow(executionId, heard.resolve);
  await controlExecution(db, { executionId, ownerId, command: { type: "cancel" } });
  await heard.promise;
  leave();
  const aborted = await withCancellation(
    db,
    hub,
    { executionId, token: row!.token },
    async (cancelled) => {
      if (!cancelled.aborted) await once(cancelled, "abort");
      return true;
    },
  );
  expect(aborted).toBe(true);
});
