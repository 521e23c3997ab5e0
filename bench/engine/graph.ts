import { transaction } from "#db/transaction.ts";
import { advance } from "#lib/engine/advance.ts";
import { newWorkingState } from "#lib/engine/state/working-state.ts";
import { environment } from "#lib/runtime/commands/environment.ts";
import { startPlan } from "#lib/runtime/executions/start-execution.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { recordedGraphs } from "#tests/support/recorded-graphs.ts";

import { durations, median, percentile, report } from "../measure.ts";
import { ended } from "./ended.ts";
import { chainOf, inline, type Place, stored } from "./place.ts";

const tasks = 10_236;

/** A recorded graph of 10,236 tasks as inline steps: the core alone, and durable against inserting its rows in bulk. */
export async function graph(place: Place): Promise<void> {
  const { db, url } = place;
  const recorded = recordedGraphs().find(({ facts }) => facts.tasks === tasks);
  if (!recorded) return;
  const { plan, execution } = await stored(
    place,
    recorded.tasks.map(({ id, deps }) => inline(id, "1", deps)),
  );
  const cpu: number[] = [];
  const core = await durations(15, async () => {
    const before = process.cpuUsage();
    const env = { ...environment({ kind: "system" }), mayGoOn: () => true };
    const work = newWorkingState(plan);
    advance(work, { type: "start", inputs: {} }, env);
    if (work.state.status !== "completed") throw new Error(`It is ${work.state.status}.`);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1_000);
  });
  const figures = { p50Ms: percentile(core, 0.5), processorMs: median(cpu) };
  report(`${tasks} inline steps in the core alone`, figures, "processorMs <= 40");

  const hub = new NotificationHub(db);
  const worker = await startWorker(db, hub, url);
  const ratios: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    let id = "";
    /* eslint-disable no-await-in-loop -- in turns */
    const [whole = 0] = await durations(1, async () => {
      ({ id } = await startPlan(db, plan, execution));
      await ended(db, hub, id);
    });
    const bulk = await inserted(place, id);
    /* eslint-enable no-await-in-loop */
    times.push(whole);
    ratios.push(whole / bulk);
  }
  await worker.stop();
  await hub.close();
  const durable = { p50Ms: median(times), perBulkInsert: median(ratios) };
  report(`${tasks} inline steps, durable`, durable, "perBulkInsert <= 3");
}

/**
 * How long it takes to insert the rows of a run again under another id, sent as JSON from here: the least cost of
 * storing them.
 */
async function inserted({ db }: Place, id: string): Promise<number> {
  const sql = db.$client;
  const other = crypto.randomUUID();
  const tables = ["workflow_executions", "workflow_step_executions", "workflow_events"];
  const rows = await Promise.all(
    tables.map(async (table) => {
      const key = table === "workflow_executions" ? "id" : "execution_id";
      const [row] = await sql<{ rows: string }[]>`
        select json_agg(to_jsonb(kept) || jsonb_build_object(${key}::text, ${other}::text))::text as rows
        from ${sql(table)} kept where ${sql(key)} = ${id}`;
      return row?.rows ?? "[]";
    }),
  );
  const [taken = 0] = await durations(1, async () => {
    await transaction(db, async ({ $client: tx }) => {
      for (const [at, table] of tables.entries()) {
        // eslint-disable-next-line no-await-in-loop -- one connection
        await tx`insert into ${sql(table)}
          select * from json_populate_recordset(null::${sql(table)}, ${rows[at]!}::text::json)`;
      }
    });
  });
  return taken;
}

/** The cost of one step of a chain, whatever its length. */
export async function growth(place: Place): Promise<void> {
  const { db, url } = place;
  const hub = new NotificationHub(db);
  const worker = await startWorker(db, hub, url);
  const costs: Record<string, number> = {};
  for (const [length, rounds] of [
    [10, 100],
    [100, 30],
    [1_000, 10],
    [10_000, 3],
    [20_000, 3],
  ] as const) {
    /* eslint-disable no-await-in-loop -- one after the other */
    const { plan, execution } = await stored(place, chainOf(length));
    const taken = await durations(rounds, async () => {
      const { id, status } = await startPlan(db, plan, execution);
      if (status !== "completed") await ended(db, hub, id);
    });
    /* eslint-enable no-await-in-loop */
    costs[`microsecondsPerStepOf${length}`] = (median(taken) / length) * 1_000;
  }
  await worker.stop();
  await hub.close();
  const values = Object.values(costs);
  const last = values.at(-1) ?? Number.NaN;
  const figures = { ...costs, longestPerCheapest: last / Math.min(...values) };
  report("cost per step of a chain", figures, "longestPerCheapest <= 1.5");
}
