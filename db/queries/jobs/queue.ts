import type { Database } from "#db/client.ts";

import { privateJobs } from "./private-tables.ts";

/** Tells apart our advisory locks on the names of worker pools from any others in the database. */
const lockSpace = 7_014_121;

/**
 * Holds a worker's name for as long as this connection lives: the sign that the worker does. Asking again does no harm,
 * and takes the name anew where the connection was cut.
 */
export async function holdWorkerName(connection: Database, workerId: string): Promise<void> {
  await connection.$client`select pg_advisory_lock(${lockSpace}, hashtext(${workerId}))`;
}

/**
 * Hands back the jobs of workers that are gone: whoever can take a worker's name knows that nobody holds it. The queue
 * itself would wait four hours. A job that is still being worked on after a cut connection runs twice, and counts once.
 */
export async function releaseJobsOfDeadWorkers(db: Database): Promise<string[]> {
  const rows = await db.$client<{ lost: string[] | null }[]>`
    with names as (
      select distinct locked_by from graphile_worker.jobs where locked_by is not null
    ), lost as (
      select array_agg(locked_by) as workers from names
      where pg_try_advisory_xact_lock(${lockSpace}, hashtext(locked_by))
    )
    select case when workers is not null then workers end as lost,
      case when workers is not null then graphile_worker.force_unlock_workers(workers) end
    from lost`;
  return rows[0]?.lost ?? [];
}

/**
 * Hands back the jobs that a worker holds and does not work on: a cut connection kept it from learning that it has them,
 * or from saying how they ended. Those it took a moment ago may be on their way to it. Returns how many they were.
 */
export async function releaseForgottenJobs(
  db: Database,
  worker: { name: string; activeJobs: readonly string[] },
): Promise<number> {
  const released = await db.$client`
    update ${privateJobs(db)} set locked_at = null, locked_by = null
    where locked_by = ${worker.name} and locked_at < now() - interval '10 seconds'
      and not id::text = any(string_to_array(${worker.activeJobs.join(",")}, ','))`;
  return released.count;
}

/** How many jobs a worker holds by its name. */
export async function countHeldJobs(db: Database, worker: string): Promise<number> {
  const [row] = await db.$client<{ held: number }[]>`
    select count(*)::int as held from graphile_worker.jobs where locked_by = ${worker}`;
  return row?.held ?? 0;
}

/**
 * How long until the next delayed job is due, by the database's own clock; null when none is delayed. Our jobs all have the
 * same priority, which the queue's index begins with: one entry of it is read, however many jobs wait.
 */
export async function msUntilNextJob(db: Database): Promise<number | null> {
  const rows = await db.$client<{ ms: number }[]>`
    select extract(epoch from run_at - clock_timestamp())::float8 * 1000 as ms
    from ${privateJobs(db)}
    where is_available = true and priority = 0 and run_at > now()
    order by run_at limit 1`;
  return rows[0]?.ms ?? null;
}
