import { expect, test } from "vitest";

import { getEvents } from "#db/queries/executions/read-executions.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { noteDeliveries } from "./deliveries.ts";
import { expectSound } from "./expect-sound.ts";
import { expectCalledWhileUnderWay } from "./walk.ts";
import { working } from "./working.ts";

test("a job that is delivered again, to two workers at once and when it is over, counts once", async () => {
  const url = await freshDatabase();
  const { db, effects, all } = await working(url);
  await noteDeliveries(db);
  // Whoever queues a job queues two more like it without a key, so that any worker may take one at once, and one when
  // the job is over.
  await db.$client.unsafe(`
    create function again() returns trigger language plpgsql as $$
    begin
      insert into graphile_worker._private_jobs (task_id, payload, run_at, max_attempts)
      select new.task_id, new.payload, new.run_at + late * interval '2 seconds', new.max_attempts
      from generate_series(0, 1) as late;
      return null;
    end $$;
    create trigger again after insert on graphile_worker._private_jobs
      for each row when (new.key is not null) execute function again()`);
  const ids = await all(20);
  await expect
    .poll(
      async () => (await db.$client`select 1 from graphile_worker._private_jobs limit 1`).length,
      {
        timeout: 30_000,
      },
    )
    .toBe(0);
  for (const executionId of ids) {
    const events = await getEvents(db, { executionId, after: 0, limit: 1_000 });
    const counted = events.flatMap((e) => (e.type === "step.completed" ? e.step : []));
    expect(counted.toSorted()).toEqual(["ask", "call", "check", "last", "nap", "tell"]);
    expect(events.filter(({ type }) => type === "step.started")).toHaveLength(3);
  }
  expect(effects.length).toBeGreaterThan(3 * ids.length);
  await expectCalledWhileUnderWay(db, ids.length, effects);
  expect(await expectSound(db)).toBe(ids.length);
}, 180_000);
