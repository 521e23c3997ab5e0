import { z } from "zod";

import type { Database } from "#db/client.ts";

const delivery = z.object({
  run: z.string(),
  step: z.string(),
  process: z.string(),
  times: z.int(),
});

/**
 * Makes the database record which process takes which attempt of a step from its queue, as long as that attempt is
 * current: as long as no visible commit ends it. What the process reads afterwards shows at least as much. So a
 * delivery that is not recorded starts after the end of its step. No clock could show this: a decision is made long
 * before its commit, and the statement of a killed process may still run.
 */
export async function noteDeliveries(db: Database): Promise<void> {
  const sql = db.$client;
  await sql`create table noted_deliveries (execution_id uuid, step text, process text)`;
  await sql`
    create function note_delivery() returns trigger language plpgsql as $$
    begin
      insert into noted_deliveries
      select execution_id, new.payload ->> 'step', current_setting('application_name')
      from workflow_step_executions
      where execution_id = (new.payload ->> 'executionId')::uuid
        and token = (new.payload ->> 'token')::uuid;
      return null;
    end $$`;
  await sql`
    create trigger note_delivery after update of locked_at on graphile_worker._private_jobs for each row
    when (new.locked_at is not null and new.payload ->> 'token' is not null)
    execute function note_delivery()`;
}

/** How often each process took a current attempt, by the run's own input. */
export async function notedDeliveries(db: Database): Promise<z.output<typeof delivery>[]> {
  const rows = await db.$client`
    select context -> 'inputs' ->> 'run' as run, step, process, count(*)::int as times
    from noted_deliveries join workflow_executions on id = execution_id
    group by run, step, process`;
  return delivery.array().parse(rows);
}
