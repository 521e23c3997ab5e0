import { randomUUID } from "node:crypto";

import { transaction } from "#db/transaction.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { startExecution, startPlan } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";

import { durations, percentile, report } from "../measure.ts";
import { ended } from "./ended.ts";
import { inline, type Place, type Step, stored } from "./place.ts";

const signalled: Step[] = [
  { id: "paid", name: "Paid", type: "integration", uses: "wait.signal", config: { name: "paid" } },
  inline("done", "1", ["paid"]),
];

/** From a signal to the end of the run that waited for it, while many other runs wait. None of them is in memory. */
export async function signals(place: Place, parked: number): Promise<void> {
  const { db, url, ownerId } = place;
  const { plan, execution } = await stored(place, signalled);
  const { id } = await startPlan(db, plan, execution);
  const ids = await copies(place, id, parked);
  const hub = new NotificationHub(db);
  const worker = await startWorker(db, hub, url); // for what takes more than one turn
  const rounds = 300;
  const warming = 100; // a connection plans a statement again until it has run it five times
  const command = { type: "signal", name: "paid", data: { amount: 5 } } as const;
  const signal = async (i: number) => {
    const executionId = ids[Math.floor((i * ids.length) / (warming + rounds))]!;
    const { value } = await controlExecution(db, { executionId, ownerId, command });
    if (value.status !== "completed") await ended(db, hub, executionId);
  };
  await durations(warming, signal);
  const taken = await durations(rounds, async (i) => await signal(warming + i));
  await worker.stop();
  await hub.close();
  const figures = { p50Ms: percentile(taken, 0.5), p95Ms: percentile(taken, 0.95) };
  const name = `signal to completed with ${parked} parked runs`;
  report(name, { ...figures, fastestMs: percentile(taken, 0) }, "p50Ms <= 2, p95Ms <= 4");
}

/** Copies of a run as rows, because a hundred thousand starts take minutes. Returns their ids. */
async function copies({ db }: Place, id: string, count: number): Promise<string[]> {
  const sql = db.$client;
  return await transaction(db, async ({ $client: tx }) => {
    const made = await tx<{ id: string }[]>`
      insert into workflow_executions
      select copied.* from workflow_executions original, generate_series(1, ${count}) n,
        jsonb_populate_record(original, jsonb_build_object('id', new_id(), 'n', n)) copied
      where original.id = ${id} returning id`;
    const ids = made.map((row) => row.id);
    for (const table of ["workflow_step_executions", "workflow_events"]) {
      // eslint-disable-next-line no-await-in-loop -- one connection
      await tx`
        insert into ${sql(table)}
        select copied.* from ${sql(table)} original, unnest(${ids}::uuid[]) other (id),
          jsonb_populate_record(original, jsonb_build_object('execution_id', other.id)) copied
        where original.execution_id = ${id}`;
    }
    await tx`analyze`;
    return ids;
  });
}

/** A person's answer with a key, from submit to the next open step. */
export async function answers(place: Place): Promise<void> {
  const { db, ownerId } = place;
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
  const { plan } = await stored(place, steps);
  const start = { workflowId: plan.definition.id, ownerId, inputs: {} };
  const views = await Promise.all(Array.from({ length: 300 }, () => startExecution(db, start)));
  const taken = await durations(views.length, async (i) => {
    const { id: executionId, revision } = views[i]!;
    const idempotencyKey = randomUUID();
    const answer = {
      executionId,
      ownerId,
      stepId: "one",
      revision,
      data: { n: 1 },
      idempotencyKey,
    };
    await submitStep(db, answer);
  });
  const figures = { p50Ms: percentile(taken, 0.5), p95Ms: percentile(taken, 0.95) };
  report("answer to next step", figures);
}
