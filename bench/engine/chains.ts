import { startExecution, startPlan } from "#lib/runtime/executions/start-execution.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";

import { compared, durations, percentile, report } from "../measure.ts";
import { ended } from "./ended.ts";
import { chainOf, fanOut, inline, type Place, stored } from "./place.ts";

const length = 10;

/** Short runs of inline steps against bare commits on the same database, in turns. */
export async function chains(place: Place, seconds: number): Promise<void> {
  const { db, ownerId } = place;
  const sql = db.$client;
  await sql`create table floor (id bigserial primary key, body jsonb)`;
  /** The least cost of a durable step: one row, one commit. */
  const commit = () => sql`insert into floor (body) values ('{"step": 1}'::jsonb)`;
  const { plan, execution } = await stored(place, chainOf(length));
  const start = () => startPlan(db, plan, execution);
  const whole = () => startExecution(db, { workflowId: plan.definition.id, ownerId, inputs: {} });
  for (const [floorLanes, lanes, least] of [
    [1, 1, 4],
    [8, 16, 1.5],
  ] as const) {
    for (const [name, work, target] of [
      [`chain of 10 inline steps, ${lanes} at a time`, start, `stepsPerFloorCommit >= ${least}`],
      [`the same through the use case, ${lanes} at a time`, whole, undefined],
    ] as const) {
      // eslint-disable-next-line no-await-in-loop -- measured one after the other
      const { base, side, ratio } = await compared(
        { work: commit, lanes: floorLanes },
        { work, lanes },
        { seconds },
      );
      const figures = { stepsPerFloorCommit: ratio * length, stepsPerSecond: side * length };
      report(name, { ...figures, floorCommitsPerSecond: base }, target);
    }
  }
}

/** Many inline steps side by side, and one that waits for them all. */
export async function fanOuts(place: Place): Promise<void> {
  const { db, url } = place;
  const hub = new NotificationHub(db);
  const worker = await startWorker(db, hub, url); // for what takes more than one turn
  for (const [width, most] of [
    [100, 10],
    [1_000, 60],
  ] as const) {
    const steps = fanOut(width, (i) => inline(`s${i}`, "1", []));
    // eslint-disable-next-line no-await-in-loop -- measured one after the other
    const { plan, execution } = await stored(place, steps);
    // eslint-disable-next-line no-await-in-loop -- measured one after the other
    const taken = await durations(30, async () => {
      const { id, status } = await startPlan(db, plan, execution);
      if (status !== "completed") await ended(db, hub, id);
    });
    const figures = { p50Ms: percentile(taken, 0.5), fastestMs: percentile(taken, 0) };
    report(`fan-out of ${width} inline steps and join`, figures, `p50Ms <= ${most}`);
  }
  await worker.stop();
  await hub.close();
}
