import type { Database } from "#db/client.ts";

/** Guests whom nobody has seen for so many days, the longest unseen first. */
export async function listStaleGuests(
  db: Database,
  { days, limit }: { days: number; limit: number },
): Promise<string[]> {
  const rows = await db.$client<{ id: string }[]>`
    select id from users
    where email is null and last_seen_at < now() - make_interval(days => ${days}::int)
    order by last_seen_at limit ${limit}::int`;
  return rows.map(({ id }) => id);
}

/**
 * Deletes a guest and everything of theirs: runs with their logs, plans, what they asked and typed. `false` where they are no
 * guest any more, or have been seen since. What-ifs have logs of their own, so runs go in any order; jobs that still wait for
 * one find nothing to do. Call inside a transaction.
 */
export async function deleteGuest(
  tx: Database,
  { guestId, days }: { guestId: string; days: number },
): Promise<boolean> {
  const sql = tx.$client;
  const locked = await sql`
    select id from users where id = ${guestId}::uuid and email is null
      and last_seen_at < now() - make_interval(days => ${days}::int) for update`;
  if (locked.length === 0) return false;
  await sql`delete from portfolios where owner_id = ${guestId}::uuid`;
  await sql`
    delete from workflow_events where execution_id in (
      select id from workflow_executions where user_id = ${guestId}::uuid)`;
  await sql`
    delete from workflow_step_executions where execution_id in (
      select id from workflow_executions where user_id = ${guestId}::uuid)`;
  await sql`
    delete from workflow_repairs where execution_id in (
      select id from workflow_executions where user_id = ${guestId}::uuid)`;
  // how often a template was used stays true
  await sql`
    update workflow_templates template set usage_count = usage_count + counted.runs
    from (
      select listed.id, count(*) as runs
      from workflow_templates listed
      join workflow_definitions newest on newest.id = listed.definition_id
      join workflow_definitions version on version.workflow_id = newest.workflow_id and version.owner_id is null
      join workflow_executions run on run.workflow_id = version.id
      where run.user_id = ${guestId}::uuid and run.forked_from_id is null and run.parent_id is null
      group by listed.id
    ) counted
    where counted.id = template.id`;
  await sql`delete from workflow_executions where user_id = ${guestId}::uuid`;
  await sql`delete from workflow_definitions where owner_id = ${guestId}::uuid`;
  await sql`delete from idempotency_keys where owner_id = ${guestId}::uuid`;
  await sql`delete from users where id = ${guestId}::uuid`;
  return true;
}
