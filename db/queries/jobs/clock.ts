import type { Database } from "#db/client.ts";

/** The time of the database's clock, in epoch milliseconds. */
export async function readClock(db: Database): Promise<number> {
  const [row] = await db.$client<[{ now: number }]>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`;
  return row.now;
}
