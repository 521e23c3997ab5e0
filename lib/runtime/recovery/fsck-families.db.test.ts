import { randomUUID } from "node:crypto";

import { beforeEach, expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { forkExecution } from "#lib/runtime/executions/fork-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";
import { tellFamilies } from "#tests/support/tell-families.ts";
import { findingCodes, waitingRun } from "#tests/support/waiting-run.ts";

import { checkOrphans } from "./check-executions.ts";
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

const more = { id: "more", name: "More", type: "user_interaction", uses: "review.confirm" };

test("rows for nobody are found", async () => {
  await db.$client`
    insert into step_drafts (execution_id, step_id, data) values (${executionId}, 'gone', '{}')`;
  expect(await codes()).toEqual(["gone orphan_scraps"]);
  const nobody = randomUUID();
  await db.$client`
    insert into idempotency_keys (owner_id, scope, key, fingerprint, execution_id)
    values (${ownerId}, 's', 'k', 'f', ${nobody})`;
  await db.$client`select graphile_worker.add_job('continue', ${JSON.stringify({ executionId: nobody })}::text::json)`;
  await db.$client`update workflow_executions set user_id = ${nobody}`;
  await db.$client`update workflow_step_executions set execution_id = ${nobody} where step_id = 'sum'`;
  await db.$client`update workflow_events set execution_id = ${nobody} where seq = 1`;
  await db.$client`
    insert into workflow_schedules (owner_id, workflow_id, inputs, cron, time_zone)
    values (${ownerId}, 'w', '{}', '0 0 * * *', 'UTC')`;
  const found = await checkOrphans(db);
  expect(found.map(({ code }) => code).toSorted()).toEqual([
    "orphan_events",
    "orphan_job",
    "orphan_key",
    "orphan_owner",
    "orphan_steps",
    "schedule_stopped",
  ]);
});

test("a copy of a run is checked like any other, and that both say whose copy it is", async () => {
  const person = { executionId, ownerId, idempotencyKey: null };
  const view = await viewExecution(db, person);
  await submitStep(db, { ...person, stepId: "ask", revision: view.revision, data: { count: 1 } });
  const copy = await forkExecution(db, {
    ...person,
    stepId: "ask",
    data: { count: 2 },
    revision: null,
  });
  expect(await codes()).toEqual([]);
  expect(await codes(copy.id)).toEqual([]);
  await db.$client`update workflow_executions set forked_from_id = null`;
  expect(await codes(copy.id)).toEqual(["fork_differs"]);
});

test("an orphaned job that starts a child, or tells its parent of its end, is found and repaired", async () => {
  const definition = {
    id: "inner",
    name: "Inner",
    version: "1.0.0",
    category: "test",
    steps: [{ ...more, id: "confirm" }],
  };
  const workflowId = await storeWorkflow(db, [
    { id: "sub", name: "Sub", type: "integration", uses: "workflow.run", config: { definition } },
  ]);
  const { id: parent } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const [{ token }] = await db.$client<[{ token: string }]>`
    select token from workflow_step_executions where step_id = 'sub'`;
  const lose = async () => await db.$client`delete from graphile_worker._private_jobs`;
  expect(await codes(parent)).toEqual([]);
  await lose();
  expect(await codes(parent)).toEqual(["sub job_missing"]);
  expect(await repairExecution(db, parent)).toBe(true);
  expect(await codes(parent)).toEqual([]);
  await tellFamilies(db);
  await controlExecution(db, { executionId: token, ownerId, command: { type: "cancel" } });
  expect(await codes(token)).toEqual([]);
  await lose();
  expect(await codes(token)).toEqual(["job_missing"]);
  expect(await repairExecution(db, token)).toBe(true);
  expect([await codes(token), await codes(parent)]).toEqual([[], []]);
  await tellFamilies(db);
  // The parent no longer waits for the child, so no job is missing.
  await lose();
  expect(await codes(token)).toEqual([]);
  expect((await viewExecution(db, { executionId: parent, ownerId })).status).toBe("failed");
});
