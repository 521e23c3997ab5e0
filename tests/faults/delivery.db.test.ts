import { expect, test } from "vitest";

import { getEvents } from "#db/queries/executions.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { expectSound } from "./expect-sound.ts";
import { working } from "./working.ts";

test("a job that is delivered twice, and to two workers at once, counts once", async () => {
  const url = await freshDatabase();
  const { db, effects, all } = await working(url);
  // Whoever takes a job leaves a second one like it in the queue, without a key, so that any worker may have it at once.
  await db.$client.unsafe(`
    create function twice() returns trigger language plpgsql as $$
    begin
      insert into graphile_worker._private_jobs (task_id, payload, run_at, max_attempts)
      values (new.task_id, new.payload, new.run_at, new.max_attempts);
      return null;
    end $$;
    create trigger twice after insert on graphile_worker._private_jobs
      for each row when (new.key is not null) execute function twice()`);
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
  expect(await expectSound(db)).toBe(ids.length);
}, 180_000);
