import { randomUUID } from "node:crypto";

import type { Database } from "#db/client.ts";
import { findDefinitionId } from "#db/queries/definitions.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition.ts";
import { Hub } from "#lib/runtime/hub.ts";
import { planOf } from "#lib/runtime/plans.ts";
import { startExecution, startPlan } from "#lib/runtime/start-execution.ts";
import { submitStep } from "#lib/runtime/submit-step.ts";
import type { ExecutionView } from "#lib/runtime/view.ts";
import { startWorker } from "#lib/runtime/worker.ts";
import { operations } from "#lib/steps/registry.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";

import { benchDatabase } from "./database.ts";
import { durations, percentile, perSecond, report } from "./measure.ts";

type Step = WorkflowDefinitionInput["steps"][number];
const seconds = Number(process.argv[3] ?? 4);
const { db, url, end } = await benchDatabase(17);
const ownerId = await somebody(db);

const floor = { one: await commitFloor(db, 1), eight: await commitFloor(db, 8) };
report("floor", { commitsPerSecondAt1: floor.one, commitsPerSecondAt8: floor.eight });
await chain(1);
await chain(16);
await humanStep(1_000);
await jobPickUp();
await end();

/** The least that a durable step can cost: one row, one commit. */
async function commitFloor(database: Database, lanes: number): Promise<number> {
  const sql = database.$client;
  await sql`create table if not exists floor (id bigserial primary key, body jsonb)`;
  const insert = () => sql`insert into floor (body) values ('{"step": 1}'::jsonb)`;
  await perSecond(insert, { lanes, seconds: 0.5 });
  return await perSecond(insert, { lanes, seconds });
}

async function chain(lanes: number): Promise<void> {
  const steps = Array.from({ length: 10 }, (_, i): Step => ({
    id: `s${i}`,
    name: `Step ${i}`,
    type: "transformation",
    uses: "data.transform",
    config: { outputs: { n: i === 0 ? "1" : `steps.s${i - 1}.n + 1` } },
    dependencies: i === 0 ? [] : [`s${i - 1}`],
  }));
  const workflowId = await storeWorkflow(db, steps);
  const definitionId = await findDefinitionId(db, { workflowId, ownerId });
  const plan = await planOf(db, { definitionId: definitionId!, definitionPath: [] });
  const context = { inputs: {}, metadata: {} };
  const execution = {
    definitionId: definitionId!,
    userId: ownerId,
    sessionId: randomUUID(),
    context,
  };
  const start = () => startPlan(db, plan, execution);
  await perSecond(start, { lanes, seconds: 1 });
  const runs = await perSecond(start, { lanes, seconds });
  const base = lanes === 1 ? floor.one : floor.eight;
  report(`chain of 10 inline steps, ${lanes} at a time`, {
    runsPerSecond: runs,
    stepsPerSecond: runs * 10,
    stepsPerFloorCommit: (runs * 10) / base,
  });
  const whole = await perSecond(() => startExecution(db, { workflowId, ownerId, inputs: {} }), {
    lanes,
    seconds,
  });
  report(`the same through the use case, ${lanes} at a time`, {
    runsPerSecond: whole,
    stepsPerFloorCommit: (whole * 10) / base,
  });
}

/** A person's answer, from submit to the next open step, while many other runs wait. */
async function humanStep(parked: number): Promise<void> {
  const fields = {
    type: "object",
    properties: { n: { type: "integer", title: "A number?" } },
    required: ["n"],
  };
  const steps = ["one", "two"].map((id, i): Step => ({
    id,
    name: id,
    type: "data_collection",
    uses: "form.ask",
    config: { fields },
    dependencies: i === 0 ? [] : ["one"],
  }));
  const workflowId = await storeWorkflow(db, steps);
  const views: ExecutionView[] = [];
  for (let i = 0; i < parked; i++)
    views.push(await startExecution(db, { workflowId, ownerId, inputs: {} }));
  const answers = await durations(Math.min(parked, 500), async (i) => {
    const { id, revision } = views[i]!;
    const data = { n: 1 };
    await submitStep(db, {
      executionId: id,
      ownerId,
      stepId: "one",
      revision,
      data,
      idempotencyKey: randomUUID(),
    });
  });
  report(`answer to next step with ${parked} parked runs`, {
    p50Ms: percentile(answers, 0.5),
    p95Ms: percentile(answers, 0.95),
    p50PerFloorCommit: percentile(answers, 0.5) / (1_000 / floor.one),
  });
}

/** From the commit that queues a job to the moment at which its attempt is recorded as begun. */
async function jobPickUp(): Promise<void> {
  const worker = await startWorker(db, new Hub(db), url);
  const optimise: Step = {
    id: "optimise",
    name: "Optimise",
    type: "analysis",
    uses: "portfolio.optimize",
  };
  const workflowId = await storeWorkflow(db, [optimise], {
    inputs: { profile: { type: "investor-profile" }, assessment: { type: "risk-assessment" } },
  });
  const inputs = operations.get("portfolio.optimize")!.example.input;
  const waits: number[] = [];
  for (let i = 0; i < 60; i++) {
    const { id } = await startExecution(db, { workflowId, ownerId, inputs });
    waits.push(await begun(id));
  }
  await worker.stop();
  const sorted = waits.slice(10).toSorted((a, b) => a - b);
  report("job pick-up", { p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) });
}

async function begun(executionId: string): Promise<number> {
  for (;;) {
    const [row] = await db.$client<{ ms: number }[]>`
      select extract(epoch from started.at - queued.at)::float8 * 1000 as ms
      from workflow_events queued join workflow_events started using (execution_id)
      where execution_id = ${executionId} and queued.body->>'type' = 'step.queued'
        and started.body->>'type' = 'step.started'`;
    const [ended] = await db.$client`
      select 1 from workflow_executions where id = ${executionId} and completed_at is not null`;
    if (row && ended) return row.ms;
  }
}
