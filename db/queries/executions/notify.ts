import type { Database } from "#db/client.ts";

/** Notifies all listeners that these executions have changed. Nothing is stored, so there is no disk to wait for. */
export async function notifyExecutions(
  db: Database,
  executionIds: readonly string[],
): Promise<void> {
  await db.$client`
    select set_config('synchronous_commit', 'off', true), pg_notify('execution', id)
    from unnest(string_to_array(${executionIds.join(",")}, ',')) as id`;
}

/** The same as part of an open transaction. It is sent when that commits. */
export async function notifyWithin(tx: Database, executionId: string): Promise<void> {
  await tx.$client`select pg_notify('execution', ${executionId})`;
}
