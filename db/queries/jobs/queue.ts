import type { Database } from "#db/client.ts";

import { privateJobs } from "./private-tables.ts";

/** Distinguishes our advisory locks on the names of workers from any others in the database. */
const lockSpace = 7_014_121;

/**
 * Takes the lease on a worker's name for as long as this connection lives, as a sign that the worker lives. Doing it
 * again does no harm, and renews the lease after the connection was cut.
 */
export async function holdWorkerName(connection: Database, workerId: string): Promise<void> {
  await connection.$client`select pg_advisory_lock(${lockSpace}, hashtext(${workerId}))`;
}

/**
 * Releases the jobs of dead workers: whoever can take the lease on a worker's name knows that nobody holds it. The
 * queue itself would wait four hours. A job that is still being worked on after a cut connection runs twice, and counts
 * once.
 */
export async function releaseJobsOfDeadWorkers(db: Database): Promise<string[]> {
  const rows = await db.$client<{ dead: string[] | null }[]>`
    with names as (
      select distinct locked_by from graphile_worker.jobs where locked_by is not null
    ), dead as (
      select array_agg(locked_by) as workers from names
      where pg_try_advisory_xact_lock(${lockSpace}, hashtext(locked_by))
    )
    select case when workers is not null then workers end as dead,
      case when workers is not null then graphile_worker.force_unlock_workers(workers) end
    from dead`;
  return rows[0]?.dead ?? [];
}

/**
 * Releases the jobs that a worker has locked and does not work on: a cut connection kept it from learning that it has
 * them, or from recording how they ended. Jobs that it took a moment ago may still be on their way to it. Returns how
 * many were released.
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

/** How many jobs are locked under a worker's name. */
export async function countHeldJobs(db: Database, worker: string): Promise<number> {
  const [row] = await db.$client<{ held: number }[]>`
    select count(*)::int as held from graphile_worker.jobs where locked_by = ${worker}`;
  return row?.held ?? 0;
}

/**
 * How long until the next delayed job is due, by the database's own clock. Null when none is delayed. Our jobs all have
 * the same priority, which is the first column of the queue's index. So one index entry is read, however many jobs
 * wait.
 */
export async function msUntilNextJob(db: Database): Promise<number | null> {
  const rows = await db.$client<{ ms: number }[]>`
    select extract(epoch from run_at - clock_timestamp())::float8 * 1000 as ms
    from ${privateJobs(db)}
    where is_available = true and priority = 0 and run_at > now()
    order by run_at limit 1`;
  return rows[0]?.ms ?? null;
}
